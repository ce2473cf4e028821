/** How everything looks: one accent, one scale, text that is dark enough to read. */
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

const ACCENT: MantineColorsTuple = [
  "#e8f4f4",
  "#d2e5e6",
  "#a5cbcd",
  "#74b0b4",
  "#4c989d",
  "#318990",
  "#1c7881",
  "#0f5c66",
  "#0a4c55",
  "#063b42",
];

export const theme = createTheme({
  primaryColor: "accent",
  primaryShade: 7,
  colors: { accent: ACCENT },
  defaultRadius: "md",
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif',
  headings: { fontWeight: "650" },
  respectReducedMotion: true,
});

/** Mantine's own quiet greys are too pale on white and on our ground. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#52606d",
    "--mantine-color-placeholder": "#6b7885",
    "--mantine-color-error": "#a61b1b",
  },
  dark: {},
});
