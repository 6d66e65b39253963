// Counts what a person does: taps and clicks, keys that act, fields filled, screens seen.
// It listens to trusted events of the page, so a script that fills a field by itself is not counted.
(() => {
  const tell = (kind, more = {}) => window.__recorded?.({ kind, path: location.pathname, ...more });
  if (window !== window.top) return;

  const ACTING = "a, button, input, select, textarea, label, summary, [role=button], [role=option], [role=gridcell], [tabindex]";
  const name = (element) => element.name || element.id || element.getAttribute("aria-label") || element.tagName;
  const typed = (element) =>
    element.matches("textarea") || (element.matches("input") && !/^(checkbox|radio|button|submit|file|range|hidden)$/.test(element.type));

  addEventListener("click", (event) => {
    if (!event.isTrusted || event.detail === 0) return; // keyboard and label clicks come with detail 0
    const target = event.target instanceof Element ? event.target : null;
    // a tap into a field to type there is counted as the field
    if (target && !(target.closest("input, textarea") && typed(target.closest("input, textarea")))) {
      tell("tap", { on: target.closest(ACTING)?.textContent?.trim().slice(0, 40) ?? target.tagName });
    }
  }, true);

  addEventListener("keydown", (event) => {
    if (!event.isTrusted || event.repeat) return;
    const target = event.target instanceof Element ? event.target : document.body;
    const typing = target.matches("input, textarea") && typed(target);
    if (event.key === "Enter" || (event.key === " " && !typing)) tell("key", { on: event.key });
  }, true);

  addEventListener("input", (event) => {
    const target = event.target;
    if (event.isTrusted && target instanceof Element && target.matches("input, textarea") && typed(target)) {
      tell("field", { name: name(target) });
    }
  }, true);

  // a choice in a list of the browser's own: one tap opens it, one chooses. Its menu is no part of the page, and
  // what drives the browser chooses without it: so this event counts whoever sent it
  addEventListener("change", (event) => {
    const target = event.target;
    if (target instanceof HTMLSelectElement) {
      tell("tap", { on: `open ${name(target)}` });
      tell("tap", { on: `choose ${target.value}` });
    }
  }, true);

  const seen = () => tell("screen");
  addEventListener("pageshow", seen);
  addEventListener("htmx:pushedIntoHistory", seen);
})();
