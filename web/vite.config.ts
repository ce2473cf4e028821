import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { VitePWA } from "vite-plugin-pwa";
import { defineConfig } from "vitest/config";

/** Which system Vite's server works on, for those who work on the pages: `make web` says it. */
const site = new URL(process.env.QUDAO_SITE ?? "http://127.0.0.1:4566");

/**
 * What every page needs comes in two files (libraries change seldom, and stay where a browser keeps them); what several
 * pages share is not cut into crumbs, each of which would cost a round trip.
 */
const GROUPS = [
  { name: "libraries", tags: ["$initial" as const], test: /node_modules/, priority: 3 },
  { name: "frame", tags: ["$initial" as const], test: /src\/(?!main\.tsx)/, priority: 2 },
];

/**
 * On a thin line the style sheets go first and what the page says while it opens is painted at once; a script of 170 KB
 * beside them would keep both waiting.
 */
const STYLES_FIRST: Plugin = {
  name: "styles-first",
  transformIndexHtml: {
    order: "post",
    handler: (html) => html.replaceAll(/<(?:script type="module"|link rel="modulepreload")/g, '$& fetchpriority="low"'),
  },
};

/** One build serves every stage: relative addresses, nothing inlined, so that the strict policy holds. */
export default defineConfig({
  base: "./",
  plugins: [
    react(),
    STYLES_FIRST,
    VitePWA({
      registerType: "autoUpdate",
      injectRegister: null,
      manifest: {
        name: "渠道 Qudao",
        short_name: "Qudao",
        lang: "zh-CN",
        start_url: "./",
        display: "standalone",
        theme_color: "#0f5c66",
        background_color: "#f4f6f8",
        icons: [{ src: "icon.svg", sizes: "any", type: "image/svg+xml", purpose: "any" }],
      },
      workbox: {
        globPatterns: ["**/*.{js,css,html,svg}"],
        navigateFallbackDenylist: [/^\/api\//],
        cleanupOutdatedCaches: true,
      },
    }),
  ],
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    manifest: true,
    rolldownOptions: { output: { codeSplitting: { groups: GROUPS } } },
  },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": { target: `http://127.0.0.1:${site.port}`, headers: { host: site.host } } },
  },
  test: { environment: "happy-dom", include: ["tests/**/*.test.{ts,tsx}"] },
});
