/*
 * Islands: `<div data-island="seatmap">` becomes alive by the default export of
 * `islands/seatmap/index.ts`, loaded only where such an element is. What stands
 * inside is the page for those without script, and stays if loading fails.
 */

/** What an island exports by default: takes over the element. It may return a clean-up. */
export type Island<P = unknown> = (element: HTMLElement, props: P) => void | (() => void);
type Loader = () => Promise<{ default: Island }>;

const found = import.meta.glob<{ default: Island }>("./*/index.ts");
const mounted = new WeakSet<HTMLElement>();

/** Islands by name, from the folders beside this file. */
export const loaders: Map<string, Loader> = new Map(
  Object.entries(found).map(([path, load]) => [path.split("/")[1] ?? path, load]),
);

/** Props: the JSON of a `<script type="application/json">` child, or of `data-props`; `{}` otherwise. */
export function readProps(element: HTMLElement): unknown {
  const script = element.querySelector(':scope > script[type="application/json"]');
  const raw = script?.textContent ?? element.dataset["props"];
  return raw ? (JSON.parse(raw) as unknown) : {};
}

async function mount(element: HTMLElement, load: Loader): Promise<void> {
  try {
    const props = readProps(element);
    const island = (await load()).default;
    island(element, props);
    element.dataset["islandState"] = "ready";
  } catch (error) {
    element.dataset["islandState"] = "failed";
    console.error(`island ${element.dataset["island"] ?? ""} did not start`, error);
  }
}

/** Brings every island below `root` to life, once each. Resolves when all have settled. */
export async function mountIslands(root: ParentNode, from: Map<string, Loader> = loaders): Promise<void> {
  const elements = [...root.querySelectorAll<HTMLElement>("[data-island]")];
  if (root instanceof HTMLElement && root.matches("[data-island]")) elements.unshift(root);
  const waiting: Promise<void>[] = [];
  for (const element of elements) {
    const load = from.get(element.dataset["island"] ?? "");
    if (!load || mounted.has(element)) continue;
    mounted.add(element);
    waiting.push(mount(element, load));
  }
  await Promise.all(waiting);
}
