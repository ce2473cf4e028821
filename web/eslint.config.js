import js from "@eslint/js";
import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const unsafe = (property) => ({
  property,
  message: "Data never becomes markup.",
});
const words = "Text for people stands in words/*.json.";
const SPOKEN = "/^(label|title|placeholder|alt|description|caption|text|question|yes|aria-label|every|empty)$/";

export default tseslint.config(
  { ignores: ["dist", "node_modules", "eslint.config.js", "src/api/schema.d.ts"] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  hooks.configs.flat["recommended-latest"],
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "no-restricted-properties": ["error", unsafe("innerHTML"), unsafe("outerHTML"), unsafe("insertAdjacentHTML")],
      "no-restricted-globals": ["error", { name: "parseFloat", message: "Money is text." }],
      "no-restricted-syntax": [
        "error",
        { selector: "JSXText[value=/[\\p{L}]/u]", message: words },
        { selector: `JSXAttribute[name.name=${SPOKEN}] > Literal[value=/[\\p{L}]/u]`, message: words },
        { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: "Data never becomes markup." },
        { selector: "MemberExpression[object.name='Number'][property.name='parseFloat']", message: "Money is text." },
      ],
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/only-throw-error": "off",
    },
  },
);
