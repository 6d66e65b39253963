import { once } from "./once";

/** `[data-dismiss]` inside an `.alert` takes it away; the button is hidden without script. */
export function enhanceMessages(root: ParentNode): void {
  for (const button of once(root, "dismiss", "[data-dismiss]")) {
    button.hidden = false;
    button.addEventListener("click", () => button.closest(".alert")?.remove());
  }
}
