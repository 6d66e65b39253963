import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { enhanceAll } from "../enhance";
import { clockText } from "../enhance/countdown";
import { setTheme, storedTheme } from "../enhance/theme";
import { forgetText } from "../enhance/text";

function page(html: string): void {
  document.body.innerHTML = `${html}<div id="toasts"></div><div id="announcer"></div>`;
  forgetText();
  enhanceAll(document);
}

const one = <E extends Element = HTMLElement>(selector: string): E => {
  const element = document.querySelector<E>(selector);
  if (!element) throw new Error(`nothing matches ${selector}`);
  return element;
};

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(new Date("2026-11-22T12:00:00Z"));
  localStorage.clear();
});
afterEach(() => vi.useRealTimers());

describe("clock of a hold", () => {
  it.each([
    [582, "9:42"],
    [59.9, "0:59"],
    [3909, "1:05:09"],
    [-5, "0:00"],
  ])("%d seconds read %s", (seconds, shown) => expect(clockText(seconds)).toBe(shown));

  it("counts down, turns urgent, lapses once and says so", () => {
    page('<span class="timer" data-until="2026-11-22T12:03:00Z" data-lapsed-text="Over">Held <b data-countdown></b></span>');
    const lapsed = vi.fn();
    document.body.addEventListener("yaji:lapsed", lapsed);
    expect(one(".timer").textContent).toBe("Held 3:00");
    vi.advanceTimersByTime(61_000);
    expect(one(".timer").textContent).toBe("Held 1:59");
    expect(one(".timer").classList.contains("is-urgent")).toBe(true);
    expect(one("#announcer").textContent).not.toBe("");
    vi.advanceTimersByTime(200_000);
    expect(one(".timer").textContent).toBe("Over");
    expect(lapsed).toHaveBeenCalledTimes(1);
    document.body.removeEventListener("yaji:lapsed", lapsed);
  });

  it("trusts the server's clock over the device's", () => {
    page('<span data-until="2026-11-22T12:10:00Z" data-now="2026-11-22T12:05:00Z"></span>');
    expect(one("[data-until]").textContent).toBe("5:00");
  });

  it("leaves the text alone when the instant cannot be read", () => {
    page('<span data-until="soon">Held until 20:10</span>');
    expect(one("[data-until]").textContent).toBe("Held until 20:10");
  });
});

describe("theme", () => {
  it("walks auto, light, dark and remembers", () => {
    page('<button data-theme-toggle hidden></button>');
    const button = one("button");
    expect(button.hidden).toBe(false);
    button.click();
    expect([document.documentElement.dataset["theme"], storedTheme()]).toEqual(["light", "light"]);
    button.click();
    expect(document.documentElement.dataset["theme"]).toBe("dark");
    button.click();
    expect([document.documentElement.dataset["theme"], storedTheme()]).toEqual([undefined, "auto"]);
  });

  it("does not believe a stored value it does not know", () => {
    localStorage.setItem("yaji-theme", "<script>");
    expect(storedTheme()).toBe("auto");
    setTheme("auto");
  });
});

describe("stepper", () => {
  it("stays within its bounds and tells the form", () => {
    page('<div class="stepper"><button data-step="-1" hidden></button><input type="number" min="1" max="2" value="1"><button data-step="1" hidden></button></div>');
    const input = one<HTMLInputElement>("input");
    const [down, up] = [...document.querySelectorAll<HTMLButtonElement>("button")];
    const changed = vi.fn();
    input.addEventListener("change", changed);
    expect([down?.disabled, up?.disabled, up?.hidden]).toEqual([true, false, false]);
    up?.click();
    expect([input.value, down?.disabled, up?.disabled]).toEqual(["2", false, true]);
    expect(changed).toHaveBeenCalledTimes(1);
  });
});

describe("forms", () => {
  it("sends a form once and shows that it is on its way", () => {
    page('<form method="post"><button type="submit">Pay</button></form>');
    const form = one<HTMLFormElement>("form");
    const sent = (): boolean => form.dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
    expect(sent()).toBe(true);
    expect(one("button").getAttribute("aria-busy")).toBe("true");
    expect(sent()).toBe(false);
    window.dispatchEvent(new Event("pageshow"));
    expect(one("button").hasAttribute("aria-busy")).toBe(false);
    expect(sent()).toBe(true);
  });

  it("asks first where the form wants a confirmation", () => {
    page('<form method="post" data-confirm="Sure?"><button>Go</button></form>');
    window.confirm = () => false;
    expect(one("form").dispatchEvent(new SubmitEvent("submit", { cancelable: true }))).toBe(false);
    expect(one("button").hasAttribute("aria-busy")).toBe(false);
  });
});

describe("dialogs", () => {
  it("opens by its opener and closes by its closer", () => {
    page('<button id="o" data-dialog="#d"></button><dialog id="d"><button id="c" data-dialog-close></button></dialog>');
    one("#o").click();
    expect(one<HTMLDialogElement>("#d").open).toBe(true);
    one("#c").click();
    expect(one<HTMLDialogElement>("#d").open).toBe(false);
  });
});

describe("copy", () => {
  it("copies what a field holds and says so in the page's language", async () => {
    const written: string[] = [];
    Object.defineProperty(navigator, "clipboard", {
      configurable: true,
      value: { writeText: async (value: string) => void written.push(value) },
    });
    page('<script type="application/json" id="page-text">{"copied": "已复制"}</script><b id="t"> YJ-7Q2M </b><button data-copy-from="#t" hidden></button>');
    one("button").click();
    await vi.advanceTimersByTimeAsync(0);
    expect(written).toEqual(["YJ-7Q2M"]);
    expect(one("#toasts").textContent).toBe("已复制");
  });
});

it("runs twice over the same page without doing things twice", () => {
  page('<button data-theme-toggle hidden></button>');
  enhanceAll(document);
  one("button").click();
  expect(storedTheme()).toBe("light");
});

describe("forms without a network", () => {
  it("are not sent, lose nothing and say so", () => {
    page('<form method="post"><input name="a" value="typed"><button>Go</button></form>');
    const away = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    const sent = (): boolean => one<HTMLFormElement>("form").dispatchEvent(new Event("submit", { cancelable: true }));
    expect(sent()).toBe(false);
    expect(one(".toast").textContent).toContain("No connection");
    expect(one<HTMLInputElement>("input").value).toBe("typed");
    away.mockReturnValue(true);
    expect(sent()).toBe(true);
    away.mockRestore();
  });
});
