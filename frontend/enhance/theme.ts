import { once } from "./once";
import { text } from "./text";

export type Theme = "auto" | "light" | "dark";
const ORDER: readonly Theme[] = ["auto", "light", "dark"];
const KEY = "yaji-theme";

/** The stored choice; `auto` follows the system. */
export function storedTheme(): Theme {
  try {
    const value = localStorage.getItem(KEY);
    return value === "light" || value === "dark" ? value : "auto";
  } catch {
    return "auto";
  }
}

/** Applies a choice to the page and keeps it for the next one. */
export function setTheme(theme: Theme): void {
  if (theme === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  try {
    if (theme === "auto") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // A browser that stores nothing still shows the choice on this page.
  }
}

function label(theme: Theme): string {
  if (theme === "light") return text("themeLight", "Theme: light");
  if (theme === "dark") return text("themeDark", "Theme: dark");
  return text("themeAuto", "Theme: as the system");
}

function show(theme: Theme): void {
  for (const button of document.querySelectorAll<HTMLElement>("[data-theme-toggle]")) {
    button.setAttribute("aria-label", label(theme));
    button.title = label(theme);
    for (const icon of button.querySelectorAll<HTMLElement>("[data-theme-icon]")) {
      icon.toggleAttribute("hidden", icon.dataset["themeIcon"] !== theme);
    }
  }
  for (const option of document.querySelectorAll<HTMLElement>("[data-theme-set]")) {
    option.setAttribute("aria-pressed", String(option.dataset["themeSet"] === theme));
  }
}

/** `[data-theme-toggle]` walks auto → light → dark; `[data-theme-set=dark]` chooses. Both are hidden without script. */
export function enhanceTheme(root: ParentNode): void {
  for (const button of once(root, "theme", "[data-theme-toggle]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const next = ORDER[(ORDER.indexOf(storedTheme()) + 1) % ORDER.length] ?? "auto";
      setTheme(next);
      show(next);
    });
  }
  for (const option of once(root, "theme", "[data-theme-set]")) {
    option.parentElement?.removeAttribute("hidden");
    option.addEventListener("click", () => {
      const chosen = option.dataset["themeSet"];
      const next: Theme = chosen === "light" || chosen === "dark" ? chosen : "auto";
      setTheme(next);
      show(next);
    });
  }
  show(storedTheme());
}
