import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

// Vitest empties imported styles, raw ones as well.
const css = readFileSync("src/design/tokens.css", "utf8");

function filesOf(ending: string): string[] {
  const paths = readdirSync("src", { recursive: true, encoding: "utf8" });
  return paths.filter((path) => path.endsWith(ending)).map((path) => readFileSync(`src/${path}`, "utf8"));
}

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

test("no style uses a value that nobody gives", () => {
  const sheets = filesOf(".css");
  const scripts = filesOf(".tsx");
  const given = new Set(
    [...sheets, ...scripts].flatMap((text) => [...text.matchAll(/(--[\w-]+)"?\]?:/g)].map((one) => one[1])),
  );
  const used = sheets.flatMap((text) => [...text.matchAll(/var\((--[\w-]+)\)/g)].map((one) => one[1]));
  expect(used.length).toBeGreaterThan(100);
  expect([...new Set(used)].filter((name) => !given.has(name))).toEqual([]);
});

/** Relative luminance of `#rrggbb`, 0 to 1, as WCAG defines it. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const share = parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

test.each([":root", ':root[data-theme="dark"]'])("an interval is seen on its ground in %s", (theme) => {
  const values = valuesOf(theme);
  const [low = 0, high = 0] = [values["--band"], values["--paper"]]
    .map((colour) => luminance(colour ?? ""))
    .sort((a, b) => a - b);
  // WCAG 1.4.11: what a drawing says by itself stands out by three to one.
  expect((high + 0.05) / (low + 0.05)).toBeGreaterThanOrEqual(3);
});
