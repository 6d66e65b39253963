import { once } from "./once";
import { text } from "./text";

const URGENT_S = 120;

/** `9:42`, `1:05:09`; never below `0:00`. */
export function clockText(seconds: number): string {
  const left = Math.max(0, Math.floor(seconds));
  const two = (n: number): string => String(n).padStart(2, "0");
  const hours = Math.floor(left / 3600);
  const minutes = Math.floor((left % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(left % 60)}` : `${minutes}:${two(left % 60)}`;
}

function say(element: HTMLElement, message: string): void {
  const voice = document.getElementById("announcer");
  if (voice) voice.textContent = message;
  element.title = message;
}

/** One clock: counts to `data-until`, corrected by the server's `data-now` against a wrong clock of the device. */
function run(element: HTMLElement): void {
  const until = Date.parse(element.dataset["until"] ?? "");
  if (Number.isNaN(until)) return;
  const serverNow = Date.parse(element.dataset["now"] ?? "");
  const skew = Number.isNaN(serverNow) ? 0 : serverNow - Date.now();
  const place = element.querySelector<HTMLElement>("[data-countdown]") ?? element;
  let announced = false;

  const tick = (): void => {
    if (!element.isConnected) {
      clearInterval(timer);
      return;
    }
    const left = (until - Date.now() - skew) / 1000;
    place.textContent = clockText(left);
    element.classList.toggle("is-urgent", left > 0 && left <= URGENT_S);
    if (left <= URGENT_S && left > 0 && !announced) {
      announced = true;
      say(element, text("holdUrgent", "Less than two minutes left."));
    }
    if (left <= 0) {
      clearInterval(timer);
      element.classList.add("is-lapsed");
      if (element.dataset["lapsedText"]) element.textContent = element.dataset["lapsedText"];
      say(element, text("holdLapsed", "The time is over; the places are free again."));
      element.dispatchEvent(new CustomEvent("yaji:lapsed", { bubbles: true }));
    }
  };
  const timer = setInterval(tick, 1000);
  tick();
}

/** `[data-until]` with an ISO instant shows the time left; at the end it fires `yaji:lapsed`. */
export function enhanceCountdowns(root: ParentNode): void {
  for (const element of once(root, "countdown", "[data-until]")) run(element);
}
