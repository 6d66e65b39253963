/*
 * Cuts the web fonts: sans and serif Latin, and the Chinese characters that our
 * headings use (design/heading-text.txt). Everything else is read in the
 * system's own fonts, so that a page never waits for megabytes of glyphs.
 * Quotation marks and dashes are families of their own, for Chinese to leave out.
 * Sources are OFL packages of npm; the result lies in fonts-built/.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import subsetFont from "subset-font";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const out = join(root, "fonts-built");
const LIMIT_BYTES = 148_000;

const serifFile = join(root, "node_modules/@expo-google-fonts/noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf");
const quotesFile = join(
  root,
  "node_modules/@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-normal.woff2",
);
const sansFile = join(root, "node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2");
const textFile = join(root, "design/heading-text.txt");

const ascii = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join("");
// Chinese writes these a whole square wide, from its own font; every other language takes them from a Latin one
const quotes = "–—‘’“”…";
const latin = `${ascii}\u00a0¡¿§©®°±²³·×÷¥€£¢†•−→←↑↓ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿŒœŠšŽžŁłřčěŘČ`;

/** The Chinese characters and punctuation of the list, each once, sorted. */
function headingCharacters() {
  const listed = readFileSync(textFile, "utf8")
    .split("\n")
    .filter((line) => !line.startsWith("#"))
    .join("");
  const wanted = new Set([...listed].filter((c) => c.codePointAt(0) >= 0x2e80));
  return [...wanted].sort().join("");
}

/** `U+4E00-4E02,U+4E5D`: neighbouring code points become ranges. */
function unicodeRange(text) {
  const points = [...new Set([...text].map((c) => c.codePointAt(0)))].sort((a, b) => a - b);
  const ranges = [];
  for (const point of points) {
    const last = ranges.at(-1);
    if (last && last[1] === point - 1) last[1] = point;
    else ranges.push([point, point]);
  }
  const hex = (n) => n.toString(16).toUpperCase();
  return ranges.map(([a, b]) => (a === b ? `U+${hex(a)}` : `U+${hex(a)}-${hex(b)}`)).join(",");
}

function fontFace({ family, weight, file, text }) {
  return [
    "@font-face {",
    `  font-family: "${family}";`,
    "  font-style: normal;",
    `  font-weight: ${weight};`,
    "  font-display: swap;",
    `  src: url("./${file}") format("woff2");`,
    `  unicode-range: ${unicodeRange(text)};`,
    "}",
    "",
  ].join("\n");
}

const kerned = ["kern", "liga", "mark", "mkmk", "ccmp", "locl"];
const cjk = headingCharacters();
const faces = [
  {
    family: "Yaji Sans",
    weight: "400 700",
    file: "yaji-sans-latin.woff2",
    source: sansFile,
    text: latin,
    also: { family: "Yaji Sans Quotes", text: quotes },
    options: { variationAxes: { wght: { min: 400, max: 700, default: 400 } }, keepFeatures: [...kerned, "calt", "tnum"] },
  },
  {
    family: "Yaji Serif",
    weight: "400 700",
    file: "yaji-serif-latin.woff2",
    source: serifFile,
    text: latin,
    options: { keepFeatures: kerned },
  },
  {
    family: "Yaji Serif Quotes",
    weight: "400 700",
    file: "yaji-serif-quotes.woff2",
    source: quotesFile,
    text: quotes,
    options: { variationAxes: { wght: 640 }, keepFeatures: kerned },
  },
  {
    family: "Yaji Serif",
    weight: "400 700",
    file: "yaji-serif-cjk.woff2",
    source: serifFile,
    text: cjk,
    options: { keepFeatures: ["locl"] },
  },
];

const key = createHash("sha256")
  .update(readFileSync(fileURLToPath(import.meta.url)))
  .update(readFileSync(join(root, "package-lock.json")))
  .update(cjk)
  .digest("hex");
const keyFile = join(out, "key.txt");

if (existsSync(keyFile) && readFileSync(keyFile, "utf8") === key) {
  console.log("fonts: unchanged");
} else {
  mkdirSync(out, { recursive: true });
  const sources = new Map();
  let total = 0;
  for (const face of faces) {
    if (!sources.has(face.source)) sources.set(face.source, readFileSync(face.source));
    const bytes = await subsetFont(sources.get(face.source), face.text + (face.also?.text ?? ""), { targetFormat: "woff2", ...face.options });
    writeFileSync(join(out, face.file), bytes);
    total += bytes.length;
    console.log(`fonts: ${face.file} ${bytes.length} bytes`);
  }
  if (total > LIMIT_BYTES) {
    console.error(`fonts: ${total} bytes together, over ${LIMIT_BYTES}; shorten design/heading-text.txt`);
    process.exit(1);
  }
  writeFileSync(join(out, "fonts.css"), faces.flatMap((face) => (face.also ? [face, { ...face, ...face.also }] : [face])).map(fontFace).join("\n"));
  writeFileSync(keyFile, key);
  console.log(`fonts: ${[...cjk].length} Chinese characters, ${total} bytes together`);
}
