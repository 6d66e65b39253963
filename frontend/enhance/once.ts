const seen = new WeakMap<Element, Set<string>>();

/** The elements below (or at) `root` that match and were not given out under this name before. */
export function once<E extends Element = HTMLElement>(root: ParentNode, name: string, selector: string): E[] {
  const found = [...root.querySelectorAll<E>(selector)];
  if (root instanceof Element && root.matches(selector)) found.unshift(root as unknown as E);
  return found.filter((element) => {
    const names = seen.get(element) ?? new Set<string>();
    if (names.has(name)) return false;
    seen.set(element, names.add(name));
    return true;
  });
}
