const SHOWN_MS = 4000;
const LEAVING_MS = 400;

/** Says something in passing, over the page and to a screen reader. */
export function toast(message: string): void {
  const place = document.getElementById("toasts");
  if (!place) return;
  const note = document.createElement("div");
  note.className = "toast";
  note.textContent = message;
  place.append(note);
  setTimeout(() => note.classList.add("is-leaving"), SHOWN_MS);
  setTimeout(() => note.remove(), SHOWN_MS + LEAVING_MS);
}
