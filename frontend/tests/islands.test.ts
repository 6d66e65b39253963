import { beforeEach, expect, it, vi } from "vitest";
import { mountIslands, readProps } from "../islands/mount";

beforeEach(() => {
  document.body.innerHTML = "";
});

function element(html: string): HTMLElement {
  document.body.innerHTML = html;
  return document.body.firstElementChild as HTMLElement;
}

it("reads props from the JSON child, then from data-props", () => {
  const child = element('<div data-props="[2]"><script type="application/json">{"a": 1}</script></div>');
  expect(readProps(child)).toEqual({ a: 1 });
  expect(readProps(element(`<div data-props='{"b": "座"}'></div>`))).toEqual({ b: "座" });
  expect(readProps(element("<div></div>"))).toEqual({});
});

it("mounts once, with props, and marks the element", async () => {
  const island = element('<div data-island="seatmap" data-props="[7]"></div>');
  const start = vi.fn();
  const from = new Map([["seatmap", async () => ({ default: start })]]);
  await mountIslands(document, from);
  await mountIslands(island, from);
  expect(start).toHaveBeenCalledTimes(1);
  expect(start).toHaveBeenCalledWith(island, [7]);
  expect(island.dataset["islandState"]).toBe("ready");
});

it("keeps the page when an island does not load or its props are damaged", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  element('<div data-island="gone">plain list</div><div data-island="bad" data-props="{"></div>');
  await mountIslands(
    document,
    new Map([
      ["gone", async () => Promise.reject(new Error("network"))],
      ["bad", async () => ({ default: () => undefined })],
    ]),
  );
  expect([...document.querySelectorAll<HTMLElement>("[data-island]")].map((e) => e.dataset["islandState"])).toEqual([
    "failed",
    "failed",
  ]);
  expect(document.body.textContent).toBe("plain list");
});

it("leaves names nobody wrote alone", async () => {
  const unknown = element('<div data-island="nothing"></div>');
  await mountIslands(document, new Map());
  expect(unknown.dataset["islandState"]).toBeUndefined();
});
