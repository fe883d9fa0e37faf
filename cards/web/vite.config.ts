import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { brotli } from "./tools/brotli.ts";
import { catalogs } from "./tools/catalogs.ts";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const GALLERY: Record<string, string> = { gallery: at("./gallery.html") };
const PAGES: Record<string, string> = { app: at("./src/shell/main.tsx"), embed: at("./src/embed/main.tsx") };

export default defineConfig(({ mode }) => {
  const gallery = mode === "gallery";
  return {
    // Chunks find each other beside themselves: the app may be mounted below any path.
    base: "./",
    plugins: [react(), catalogs(), ...(gallery || mode === "test" ? [] : [brotli()])],
    resolve: { alias: { "@": at("./src") } },
    build: {
      outDir: at(gallery ? "./gallery-build" : "../../crm_ai_plugin/web/bundle"),
      emptyOutDir: true,
      assetsDir: "",
      target: "es2022",
      // The policy of the pages allows no data: addresses.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      manifest: gallery ? false : "manifest.json",
      chunkSizeWarningLimit: 700,
      reportCompressedSize: false,
      rolldownOptions: {
        input: gallery ? GALLERY : PAGES,
        output: {
          codeSplitting: {
            // What seldom changes keeps its name, and with it its place in browsers, over many releases.
            groups: [
              { name: "react", test: /node_modules\/(react|react-dom|scheduler)\// },
              { name: "charts", test: /node_modules\/(@visx|d3-|internmap)/ },
            ],
          },
        },
      },
    },
    server: {
      proxy: { "/api": "http://127.0.0.1:8080", "/ws": { target: "ws://127.0.0.1:8080", ws: true } },
    },
    test: {
      environment: "jsdom",
      setupFiles: ["./src/testing/setup.ts"],
      css: { modules: { classNameStrategy: "non-scoped" } },
      restoreMocks: true,
      // One process per core of a small machine; a fresh document for each file is isolation enough.
      pool: "threads",
      env: { TZ: "UTC" },
    },
  };
});
