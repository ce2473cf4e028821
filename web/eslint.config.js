import js from "@eslint/js";
import tseslint from "typescript-eslint";

const unsafe = (property) => ({
  property,
  message: "Data never becomes markup: build nodes with h().",
});

export default tseslint.config(
  { ignores: ["dist", "node_modules", "eslint.config.js"] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "no-restricted-properties": ["error", unsafe("innerHTML"), unsafe("outerHTML"), unsafe("insertAdjacentHTML")],
      "no-restricted-globals": ["error", { name: "parseFloat", message: "Money is text." }],
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
);
