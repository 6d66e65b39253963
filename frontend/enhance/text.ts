let texts: Record<string, string> | undefined;

/** A phrase in the page's language, from the `#page-text` JSON of the base template. */
export function text(key: string, fallback: string): string {
  if (texts === undefined) {
    try {
      texts = JSON.parse(document.getElementById("page-text")?.textContent ?? "{}") as Record<string, string>;
    } catch {
      texts = {};
    }
  }
  return texts[key] ?? fallback;
}

/** Forgets what was read, for a page whose text changed. */
export function forgetText(): void {
  texts = undefined;
}
