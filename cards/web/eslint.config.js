import js from "@eslint/js";
import a11y from "eslint-plugin-jsx-a11y";
import hooks from "eslint-plugin-react-hooks";
import globals from "globals";
import ts from "typescript-eslint";
import noLiteralText from "./tools/no-literal-text.js";

export default ts.config(
  { ignores: ["src/api/schema.d.ts", "gallery-build", "node_modules"] },
  js.configs.recommended,
  ts.configs.recommendedTypeChecked,
  a11y.flatConfigs.strict,
  hooks.configs.flat["recommended-latest"],
  {
    languageOptions: {
      globals: { ...globals.browser },
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { workspace: { rules: { "no-literal-text": noLiteralText } } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-console": ["error", { allow: ["error"] }],
      // Markup comes from React alone: texts of a CRM are hostile.
      "no-restricted-syntax": [
        "error",
        {
          selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
          message: "Texts of a CRM stay text.",
        },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unnecessary-condition": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "workspace/no-literal-text": "error",
    },
  },
  {
    files: ["src/**/*.test.{ts,tsx}", "src/**/*.states.tsx", "src/testing/**", "src/gallery/**"],
    rules: { "workspace/no-literal-text": "off" },
  },
  { files: ["**/*.js"], extends: [ts.configs.disableTypeChecked] },
  { files: ["*.{js,ts}", "tools/**"], languageOptions: { globals: { ...globals.node } } },
);
