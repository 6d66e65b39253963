import { once } from "./once";

/** Menus made of `<details class="menu">` close on Escape and on a click elsewhere; the console's side slides in. */
export function enhanceNavigation(root: ParentNode): void {
  for (const menu of once<HTMLDetailsElement>(root, "menu", "details.menu")) {
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary")?.focus();
    });
    document.addEventListener("click", (event) => {
      if (menu.open && event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
    });
  }
  for (const opener of once(root, "side", "[data-side]")) {
    const side = document.querySelector<HTMLElement>(opener.dataset["side"] ?? "");
    if (!side) continue;
    opener.addEventListener("click", (event) => {
      event.preventDefault();
      const isOpen = side.classList.toggle("is-open");
      opener.setAttribute("aria-expanded", String(isOpen));
      if (isOpen) side.querySelector<HTMLElement>("a, button")?.focus();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") side.classList.remove("is-open");
    });
    document.addEventListener("click", (event) => {
      const at = event.target;
      if (at instanceof Node && !side.contains(at) && !opener.contains(at)) side.classList.remove("is-open");
    });
  }
  for (const chip of once(root, "in-view", ".date-strip [aria-current], .chips-scroll [aria-current]")) {
    const strip = chip.parentElement;
    if (strip) strip.scrollLeft = chip.offsetLeft - strip.clientWidth / 2 + chip.clientWidth / 2;
  }
}
