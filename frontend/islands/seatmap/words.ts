/* Texts come with the page; `{name}` is filled in here. */

export type Words = Record<string, string>;

export function say(words: Words, key: string, facts: Record<string, string | number> = {}): string {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name: string) => String(facts[name] ?? whole));
}

/** A text by language, with English and then anything as fallback. */
export function pick(texts: Record<string, string>, language: string): string {
  return texts[language] ?? texts["en"] ?? Object.values(texts)[0] ?? "";
}
