import { once } from "./once";
import { text } from "./text";
import { toast } from "./toast";

/** Text for the clipboard: the attribute itself, or what the named element holds. */
function wanted(button: HTMLElement): string {
  const target = button.dataset["copyFrom"];
  if (target) {
    const source = document.querySelector<HTMLElement>(target);
    return source instanceof HTMLInputElement ? source.value : (source?.textContent ?? "").trim();
  }
  return button.dataset["copy"] ?? "";
}

/** `[data-copy="text"]` or `[data-copy-from="#id"]`: hidden without script or clipboard. */
export function enhanceCopy(root: ParentNode): void {
  for (const button of once(root, "copy", "[data-copy], [data-copy-from]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      void navigator.clipboard.writeText(wanted(button)).then(
        () => toast(text("copied", "Copied")),
        () => toast(text("copyFailed", "Could not copy. Please select the text by hand.")),
      );
    });
  }
}
