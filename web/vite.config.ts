import { defineConfig } from "vitest/config";

/** One build serves every stage: relative addresses, nothing inlined, so that the strict policy holds. */
export default defineConfig({
  base: "./",
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: { proxy: { "/api": process.env["QUDAO_API"] ?? "http://127.0.0.1:8700" } },
  test: { environment: "happy-dom", include: ["tests/**/*.test.ts"] },
});
