/*
 * Draws the seal (雅 above 集, white on vermilion) from the outlines of the
 * heading font, so that it looks the same where no Chinese font is installed
 * and never waits for one. Run it when the seal should change:
 *   node tools/seal.mjs > ../yaji/delivery/web/static/web/seal.svg
 */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as hb from "harfbuzzjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const file = join(root, "node_modules/@expo-google-fonts/noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf");
const SIZE = 34;
const GLYPH = 14.2;

const face = new hb.Face(new hb.Blob(readFileSync(file)), 0);
const font = new hb.Font(face);
const unit = GLYPH / face.upem;

/** One character as a path, its em box placed with the top left corner at (x, y). */
function drawn(character, x, y) {
  const buffer = new hb.Buffer();
  buffer.addText(character);
  buffer.guessSegmentProperties();
  hb.shape(font, buffer);
  const outline = font.glyphToPath(buffer.getGlyphInfosAndPositions()[0].codepoint);
  let isX = false;
  return outline.replace(/-?\d+(\.\d+)?/g, (number) => {
    isX = !isX;
    const at = isX ? x + Number(number) * unit : y + (0.88 * face.upem - Number(number)) * unit;
    return String(Math.round(at * 100) / 100).concat(" ");
  });
}

const left = (SIZE - GLYPH) / 2;
const paths = drawn("雅", left, 2.6) + drawn("集", left, 2.6 + GLYPH + 0.3);
console.log(
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE} ${SIZE}">`,
    `<rect width="${SIZE}" height="${SIZE}" rx="6" fill="#d23f2a"/>`,
    `<path fill="#fff8f0" d="${paths.replaceAll(/ +/g, " ").replaceAll(/ ([A-Z])/g, "$1").trim()}"/>`,
    "</svg>",
  ].join(""),
);
