import { once } from "./once";

/** `form[data-confirm="question"]` asks before it is sent; for what can be undone cheaply use nothing. */
export function enhanceConfirm(root: ParentNode): void {
  for (const form of once<HTMLFormElement>(root, "confirm", "form[data-confirm]")) {
    form.addEventListener("submit", (event) => {
      if (!window.confirm(form.dataset["confirm"])) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    });
  }
}
