import { defineConfig } from "vite";

// Everything is served by the own binary: relative to the root, no outside origin.
export default defineConfig({
  build: {
    target: "es2022",
    outDir: "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: {
    proxy: {
      "/api": "http://127.0.0.1:8080",
      "/config.json": "http://127.0.0.1:8080",
      "/boundaries.topojson": "http://127.0.0.1:8080",
    },
  },
});
