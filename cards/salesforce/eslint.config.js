const recommended = require("@salesforce/eslint-config-lwc/recommended");
const jest = require("eslint-plugin-jest");

module.exports = [
  { ignores: ["node_modules/**"] },
  ...recommended.map((config) => ({ ...config, files: ["force-app/**/*.js"] })),
  {
    files: ["**/__tests__/**/*.js"],
    ...jest.configs["flat/recommended"],
    languageOptions: { globals: { ...jest.environments.globals.globals, require: "readonly" } },
    rules: {
      ...jest.configs["flat/recommended"].rules,
      "@lwc/lwc/no-unexpected-wire-adapter-usages": "off",
      // Tests wait for promises of components.
      "@lwc/lwc/no-async-operation": "off"
    }
  }
];
