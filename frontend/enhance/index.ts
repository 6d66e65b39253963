import { enhanceConfirm } from "./confirm";
import { enhanceCopy } from "./copy";
import { enhanceCountdowns } from "./countdown";
import { enhanceDialogs } from "./dialogs";
import { enhanceForms } from "./forms";
import { enhanceMessages } from "./messages";
import { enhanceNavigation } from "./navigation";
import { enhanceShare } from "./share";
import { enhanceSteppers } from "./stepper";
import { enhanceTheme } from "./theme";

/** Runs every enhancement below `root`. Safe to run again on the same part of a page. */
export function enhanceAll(root: ParentNode): void {
  enhanceTheme(root);
  enhanceNavigation(root);
  enhanceCountdowns(root);
  enhanceCopy(root);
  enhanceShare(root);
  enhanceDialogs(root);
  enhanceConfirm(root);
  enhanceSteppers(root);
  enhanceForms(root);
  enhanceMessages(root);
}
