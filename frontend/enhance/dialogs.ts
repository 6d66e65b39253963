import { once } from "./once";

function open(dialog: HTMLDialogElement): void {
  if (!dialog.open) dialog.showModal();
}

/**
 * `[data-dialog="#id"]` opens a `<dialog>`; a click on its backdrop or on
 * `[data-dialog-close]` closes it. `<dialog data-open>` opens by itself, which
 * is how a fragment that arrives by htmx shows one.
 */
export function enhanceDialogs(root: ParentNode): void {
  for (const opener of once(root, "dialog-open", "[data-dialog]")) {
    opener.addEventListener("click", (event) => {
      const dialog = document.querySelector(opener.dataset["dialog"] ?? "");
      if (!(dialog instanceof HTMLDialogElement)) return;
      event.preventDefault();
      open(dialog);
    });
  }
  for (const dialog of once<HTMLDialogElement>(root, "dialog", "dialog")) {
    dialog.addEventListener("click", (event) => {
      const closer = event.target instanceof Element && event.target.closest("[data-dialog-close]");
      if (event.target !== dialog && !closer) return;
      if (closer instanceof HTMLAnchorElement) event.preventDefault();
      dialog.close();
    });
    if ("open" in dialog.dataset) open(dialog);
  }
}
