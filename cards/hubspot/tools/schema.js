// Writes src/app/cards/card/types.ts from the JSON Schema of the card, which the Python side writes.
// `npm run schema -- --check` compares instead.
import { readFileSync, writeFileSync } from "node:fs";
import { compile } from "json-schema-to-typescript";
import { format } from "prettier";

const SCHEMA = new URL("../../../docs/reference/card.schema.json", import.meta.url);
const TARGET = new URL("../src/app/cards/card/types.ts", import.meta.url);

const schema = JSON.parse(readFileSync(SCHEMA, "utf8"));
const made = await compile(schema, "Card", {
  bannerComment: "// Written by `npm run schema` from docs/reference/card.schema.json.",
  additionalProperties: false,
  strictIndexSignatures: true,
});
const text = await format(made, { parser: "typescript", printWidth: 110 });

if (process.argv.includes("--check")) {
  if (readFileSync(TARGET, "utf8") !== text) {
    console.error("src/app/cards/card/types.ts is stale: run `npm run schema` in cards/hubspot");
    process.exit(1);
  }
} else {
  writeFileSync(TARGET, text);
}
