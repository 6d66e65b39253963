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
  // What scrolls sideways must be reachable by keyboard; what fits must not be an extra stop.
  for (const region of once(root, "scrolls", ".table-scroll, .chart, .shelf, .date-strip, .chips-scroll")) {
    if (region.scrollWidth > region.clientWidth && !region.querySelector("a, button, input, select")) region.tabIndex = 0;
  }
  const currents = ".date-strip [aria-current], .chips-scroll [aria-current], .account > .side-nav [aria-current]";
  for (const chip of once(root, "in-view", currents)) {
    const strip = chip.parentElement;
    if (strip) strip.scrollLeft = chip.offsetLeft - strip.clientWidth / 2 + chip.clientWidth / 2;
  }
}
