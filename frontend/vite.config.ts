import { fileURLToPath } from "node:url";
import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("."),
  // Relative, so that the site decides where static files live.
  base: "./",
  plugins: [vue()],
  publicDir: false,
  define: {
    __VUE_OPTIONS_API__: "false",
    __VUE_PROD_DEVTOOLS__: "false",
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
  },
  build: {
    outDir: here("../yaji/delivery/web/static/dist"),
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsDir: "assets",
    // Fonts and pictures stay files: the policy of the pages allows no data: fonts.
    assetsInlineLimit: 0,
    rolldownOptions: {
      // `plain` is the style of pages that must show without the manifest (500, offline): a name without hash.
      input: { main: here("main.ts"), plain: here("design/plain.css") },
      output: {
        assetFileNames: (asset) => (asset.names.includes("plain.css") ? "plain.css" : "assets/[name]-[hash][extname]"),
      },
      // htmx carries an eval that `allowEval = false` never reaches.
      onLog: (level, log, handle) => {
        if (log.code !== "EVAL") handle(level, log);
      },
    },
  },
  server: { host: "127.0.0.1", port: 5173, strictPort: true, origin: "http://localhost:5173", cors: true },
  test: {
    environment: "happy-dom",
    include: ["tests/**/*.test.ts", "islands/**/*.test.ts"],
    restoreMocks: true,
  },
});
