import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { translate } from "@hubspot/project-parsing-lib/translate";
import { describe, expect, it } from "vitest";
import { KNOWN } from "../src/app/cards/blocks";
import schema from "../../../docs/reference/card.schema.json";

const ROOT = join(import.meta.dirname, "..");
const PROJECT = JSON.parse(readFileSync(join(ROOT, "hsproject.json"), "utf8")) as {
  srcDir: string;
  platformVersion: string;
};

const translated = await translate(
  { projectSourceDir: join(ROOT, PROJECT.srcDir), platformVersion: PROJECT.platformVersion, accountId: 1 },
  { skipValidation: true },
);
const parts = Object.values(translated.intermediateRepresentation.intermediateNodesIndexedByUid);
const entries = parts.flatMap((part) => {
  const { entrypoint } = part.config as { entrypoint?: string };
  return entrypoint ?? [];
});

describe("the project as HubSpot's own parser reads it", () => {
  it("holds app, webhooks, cards, settings and a workflow action", () => {
    const types = parts.map((part) => part.componentType.toLowerCase().replaceAll("_", "-"));
    expect(new Set(types)).toEqual(
      new Set(["application", "webhooks", "card", "settings", "workflow-action"]),
    );
    expect(types.filter((type) => type === "card").length).toBeGreaterThanOrEqual(7);
  });

  it("finds every entry point", () => {
    expect(entries.filter((entry) => !existsSync(join(ROOT, PROJECT.srcDir, entry)))).toEqual([]);
  });

  it("has no entry point that nothing names", () => {
    const cards = join(ROOT, "src/app/cards");
    const extending = readdirSync(cards)
      .filter((name) => name.endsWith(".tsx"))
      .filter((name) => readFileSync(join(cards, name), "utf8").includes("hubspot.extend("));
    expect(extending.filter((name) => !entries.includes(`/app/cards/${name}`))).toEqual([]);
  });
});

describe("cards", () => {
  it("know every kind of block there is", () => {
    const kinds = Object.values(schema.$defs).flatMap((part) =>
      "kind" in part.properties && "const" in part.properties.kind ? [part.properties.kind.const] : [],
    );
    expect(kinds.length).toBeGreaterThan(10);
    expect(kinds.filter((kind) => !KNOWN.has(kind))).toEqual([]);
  });
});
