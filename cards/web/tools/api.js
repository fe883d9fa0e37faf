// Writes src/api/schema.d.ts from the app's own OpenAPI document: `npm run api`, or `npm run api -- DOCUMENT OUT`.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const [document, out = fileURLToPath(new URL("../src/api/schema.d.ts", import.meta.url))] =
  process.argv.slice(2);

const text = document
  ? readFileSync(document, "utf8")
  : execFileSync(`${root}/.venv/bin/python`, [`${root}/scripts/web_api.py`], {
      encoding: "utf8",
      maxBuffer: 1e8,
    });

const types = astToString(
  await openapiTS(/** @type {import("openapi-typescript").OpenAPI3} */ (JSON.parse(text)), {
    alphabetize: true,
  }),
);
writeFileSync(
  out,
  `// Written by \`npm run api\` from the app's OpenAPI document; a test holds it current.\n\n${types}`,
);
