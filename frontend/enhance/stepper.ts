import { once } from "./once";

function step(input: HTMLInputElement, by: 1 | -1): void {
  if (by > 0) input.stepUp();
  else input.stepDown();
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

/** `.stepper`: a number field between `[data-step="-1"]` and `[data-step="1"]` buttons, hidden without script. */
export function enhanceSteppers(root: ParentNode): void {
  for (const stepper of once(root, "stepper", ".stepper")) {
    const input = stepper.querySelector<HTMLInputElement>('input[type="number"]');
    const buttons = [...stepper.querySelectorAll<HTMLButtonElement>("button[data-step]")];
    if (!input) continue;
    const bounds = (): void => {
      for (const button of buttons) {
        const down = button.dataset["step"] === "-1";
        const limit = down ? input.min : input.max;
        const value = Number(input.value);
        button.disabled = limit !== "" && (down ? value <= Number(limit) : value >= Number(limit));
      }
    };
    for (const button of buttons) {
      button.hidden = false;
      button.addEventListener("click", () => step(input, button.dataset["step"] === "-1" ? -1 : 1));
    }
    input.addEventListener("input", bounds);
    bounds();
  }
}
