import { compileMessage } from "@lingui/message-utils/compileMessage";
import { describe, expect, test } from "vitest";
import { LANGUAGES } from "./languages";

const raw = import.meta.glob<string>("../**/locales/*.json", {
  eager: true,
  query: "?raw",
  import: "default",
});
const sources = import.meta.glob<string>(["../**/*.{ts,tsx}", "!../**/*.test.*", "!../api/schema.d.ts"], {
  eager: true,
  query: "?raw",
  import: "default",
});
const navs = import.meta.glob<Record<string, string>>("../features/*/{nav,about}.json", {
  eager: true,
  import: "default",
});

type Catalog = Record<string, string>;
const folders = new Map<string, Map<string, Catalog>>();
for (const [path, text] of Object.entries(raw)) {
  const [, folder = "", language = ""] = /^(.*)\/locales\/(\w+)\.json$/.exec(path) ?? [];
  folders.set(
    folder,
    (folders.get(folder) ?? new Map<string, Catalog>()).set(language, JSON.parse(text) as Catalog),
  );
}

/** The names a message is filled with, plural forms and all. */
function holes(message: unknown): string[] {
  if (!Array.isArray(message)) return [];
  return message.flatMap((part): string[] => {
    if (!Array.isArray(part)) return [];
    const [name, , forms] = part as [string, string?, Record<string, unknown>?];
    return [name, ...Object.values(forms ?? {}).flatMap(holes)].filter((hole) => hole !== "#");
  });
}

const namesOf = (text: string) => [...new Set(holes(compileMessage(text)))].sort();

test("catalogs are named by folders, so each name is there once", () => {
  const names = [...folders.keys()].map((folder) => folder.split("/").at(-1));
  expect(names).toEqual([...new Set(names)]);
});

describe.each([...folders.keys()])("%s", (folder) => {
  const catalogs = folders.get(folder) ?? new Map<string, Catalog>();
  const english = catalogs.get("en") ?? {};

  test("speaks every language", () => {
    expect([...catalogs.keys()].sort()).toEqual(Object.keys(LANGUAGES).sort());
  });

  test.each(Object.keys(LANGUAGES))("%s has every text, with the same things to fill in", (language) => {
    const catalog = catalogs.get(language) ?? {};
    expect(Object.keys(catalog)).toEqual(Object.keys(english));
    for (const [key, text] of Object.entries(catalog)) {
      expect(text.trim(), key).not.toBe("");
      expect([key, namesOf(text)]).toEqual([key, namesOf(english[key] ?? "")]);
    }
  });

  test("holds nothing that nobody says", () => {
    const said = Object.entries(sources)
      // The parts that everything is made of are spoken for by the catalog beside them.
      .filter(
        ([path]) =>
          path.startsWith(`${folder}/`) || (folder === "../components" && path.startsWith("../help/")),
      )
      .map(([, text]) => text)
      .join("\n");
    // Of keys made of parts (`step.${state}`) the fixed beginning is looked for.
    const beginnings = [...said.matchAll(/`([\w.]+\.)\$\{/g)].map((match) => match[1] ?? "");
    const unsaid = Object.keys(english).filter(
      (key) => !said.includes(`"${key}"`) && !beginnings.some((beginning) => key.startsWith(beginning)),
    );
    expect(unsaid).toEqual([]);
  });
});

test.each(Object.entries(navs))("%s is said in every language", (_path, labels) => {
  expect(Object.keys(labels).sort()).toEqual(Object.keys(LANGUAGES).sort());
});
