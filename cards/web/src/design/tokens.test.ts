import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

// Vitest empties imported styles, raw ones as well.
const css = readFileSync("src/design/tokens.css", "utf8");

/** Values by name of the block that follows `selector`. */
function valuesOf(selector: string): Record<string, string> {
  const at = css.indexOf(`${selector} {`);
  expect(at, selector).toBeGreaterThan(-1);
  const block = css.slice(css.indexOf("{", at) + 1, css.indexOf("}", at));
  const found = [...block.matchAll(/(--[\w-]+):\s*([^;]+);/g)];
  return Object.fromEntries(found.map(([, name = "", value = ""]) => [name, value]));
}

const chosen = valuesOf(':root[data-theme="dark"]');
const bySystem = valuesOf(':root:not([data-theme="light"])');

test("dark is the same whether it was chosen or is the system's", () => {
  expect(Object.keys(chosen).length).toBeGreaterThan(10);
  expect(bySystem).toEqual(chosen);
});

test("dark names no value that light does not have", () => {
  const light = valuesOf(":root");
  expect(Object.keys(chosen).filter((name) => !(name in light))).toEqual([]);
});
