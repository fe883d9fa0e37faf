import { config as hubspot } from "@hubspot/eslint-config-ui-extensions";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["node_modules", "src/app/cards/card/types.ts"] },
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ["**/*.ts", "**/*.tsx"] })),
  {
    files: ["**/*.ts", "**/*.tsx"],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  ...hubspot.map((config) => ({ ...config, files: ["src/**/*.ts", "src/**/*.tsx"] })),
);
