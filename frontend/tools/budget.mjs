/* After a build: what every page loads, against the limits of P9 (script ≤ 90 KB gzip, fonts ≤ 150 KB). */
import { readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const dist = join(dirname(fileURLToPath(import.meta.url)), "../../yaji/delivery/web/static/dist");
const manifest = JSON.parse(readFileSync(join(dist, "manifest.json"), "utf8"));
const zipped = (file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;

/** The entry and everything it imports at once; lazy chunks are islands and not counted. */
function eager(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) eager(next, seen);
  return seen;
}

const chunks = [...eager("main.ts")].map((key) => manifest[key]);
const script = chunks.reduce((sum, chunk) => sum + zipped(chunk.file), 0);
const style = chunks.flatMap((chunk) => chunk.css ?? []).reduce((sum, file) => sum + zipped(file), 0);
const fonts = readdirSync(join(dist, "assets"))
  .filter((name) => name.endsWith(".woff2"))
  .reduce((sum, name) => sum + statSync(join(dist, "assets", name)).size, 0);

console.log(`every page: script ${script} bytes gzip, style ${style} bytes gzip, fonts ${fonts} bytes`);
if (script > 90_000 || fonts > 150_000) {
  console.error("over budget: script ≤ 90000 gzip, fonts ≤ 150000");
  process.exit(1);
}
