import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const design = join(import.meta.dirname, "../design");
const css = readFileSync(join(design, "tokens.css"), "utf8");
type Theme = "light" | "dark";

/** A token's colour in a theme, through `var()` and `light-dark()`, as `#rrggbb`. */
function colour(name: string, theme: Theme): string {
  const value = new RegExp(`--${name}: ([^;]+);`).exec(css)?.[1];
  if (value === undefined) throw new Error(`no token --${name}`);
  const alias = /^var\(--([\w-]+)\)$/.exec(value);
  if (alias?.[1]) return colour(alias[1], theme);
  const pair = /^light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)$/.exec(value);
  const found = pair ? pair[theme === "light" ? 1 : 2] : value;
  if (!found || !/^#[0-9a-f]{6}$/.test(found)) throw new Error(`--${name} is no plain colour: ${value}`);
  return found;
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const grounds = ["paper", "surface", "raised", "sunk"];
const inks = ["ink", "ink-2", "ink-3", "vermilion-ink", "indigo-ink", "jade-ink", "plum-ink", "gold-ink", "bad-ink"];
const text: [string, string][] = [
  ...inks.flatMap((ink): [string, string][] => grounds.map((ground) => [ink, ground])),
  ...["vermilion", "indigo", "jade", "plum"].flatMap((trade): [string, string][] => [
    [`${trade}-ink`, `${trade}-soft`],
    ["ink", `${trade}-soft`],
    ["on-btn", `${trade}-btn`],
  ]),
  ["gold-ink", "gold-soft"],
  ["bad-ink", "bad-soft"],
  ["ink", "bad-soft"],
];
const marks: [string, string][] = [
  ["line-strong", "paper"],
  ["line-strong", "surface"],
  ["line-strong", "raised"],
  ["focus", "paper"],
  ["focus", "surface"],
  ...[1, 2, 3, 4, 5, 6].map((n): [string, string] => [`seat-${n}`, "surface"]),
];

describe.each<Theme>(["light", "dark"])("contrast, %s", (theme) => {
  it.each(text)("text %s on %s reaches 4.5", (ink, ground) => {
    expect(contrast(colour(ink, theme), colour(ground, theme))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(marks)("mark %s on %s reaches 3", (mark, ground) => {
    expect(contrast(colour(mark, theme), colour(ground, theme))).toBeGreaterThanOrEqual(3);
  });
});

it("measures black on white as 21", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
});

it("no component writes a colour of its own beside the two that paper and scanners demand", () => {
  const allowed = new Set(["#ffffff", "#14120e", "#1d1a16", "#fff8f0", "#1d1a16d9", "#f4ead6", "#000"]);
  const found: string[] = [];
  const files = readdirSync(design, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".css"));
  for (const file of files) {
    if (file === "tokens.css" || file === "print.css") continue;
    const plain = readFileSync(join(design, file), "utf8").replaceAll(/light-dark\([^)]*\)/g, "");
    for (const [hex] of plain.matchAll(/#[0-9a-f]{3,8}\b/g)) if (!allowed.has(hex)) found.push(`${file} ${hex}`);
  }
  expect(files.length).toBeGreaterThan(15);
  expect(found).toEqual([]);
});
