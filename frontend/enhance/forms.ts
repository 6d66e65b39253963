import { once } from "./once";
import { text } from "./text";
import { toast } from "./toast";

const submitters = (form: HTMLFormElement): HTMLElement[] =>
  [...form.elements].filter(
    (element): element is HTMLElement =>
      (element instanceof HTMLButtonElement || element instanceof HTMLInputElement) && element.type === "submit",
  );

/**
 * Feedback at once: a sent form's button is busy and cannot be pressed twice.
 * The server guards against double submits; this is for the eye. Also:
 * `[data-submit-on-change]` sends filters as they change. Without a network nothing is sent: the browser's own error
 * page would take the place of what was typed.
 */
export function enhanceForms(root: ParentNode): void {
  for (const form of once<HTMLFormElement>(root, "forms", "form")) {
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      if (form.dataset["sent"] !== undefined) {
        event.preventDefault();
        return;
      }
      if (!navigator.onLine) {
        event.preventDefault();
        toast(text("offline", "No connection. Nothing is lost; please try again."));
        return;
      }
      if (form.method !== "post" || form.target === "_blank" || form.hasAttribute("data-download")) return;
      form.dataset["sent"] = "";
      const pressed = event.submitter ?? submitters(form)[0];
      pressed?.setAttribute("aria-busy", "true");
    });
  }
  for (const form of once<HTMLFormElement>(root, "auto-submit", "form[data-submit-on-change]")) {
    form.addEventListener("change", () => form.requestSubmit());
    for (const button of form.querySelectorAll<HTMLElement>("[data-without-script]")) button.hidden = true;
  }
}

function release(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sent]")) {
    delete form.dataset["sent"];
    for (const button of submitters(form)) button.removeAttribute("aria-busy");
  }
}

// Coming back by the browser's back button shows the page as it was left: let it be sent again.
window.addEventListener("pageshow", release);
document.addEventListener("htmx:afterRequest", release);
