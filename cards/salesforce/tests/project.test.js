// Apex parses, metadata belongs together, labels are the same in every language.
const assert = require("node:assert/strict");
const { readdirSync, readFileSync, statSync, existsSync } = require("node:fs");
const { join } = require("node:path");
const { test } = require("node:test");
const { ApexErrorListener, ApexParserFactory } = require("@apexdevtools/apex-parser");

const ROOT = join(__dirname, "..", "force-app", "main", "default");

function* files(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* files(path);
    else yield path;
  }
}

const all = [...files(ROOT)];
const read = (path) => readFileSync(path, "utf8");

class Listener extends ApexErrorListener {
  found = [];

  apexSyntaxError(line, column, message) {
    this.found.push(`${line}:${column} ${message}`);
  }
}

function faults(source) {
  const listener = new Listener();
  const parser = ApexParserFactory.createParser(source);
  parser.removeErrorListeners();
  parser.addErrorListener(listener);
  parser.compilationUnit();
  return listener.found;
}

test("the parser finds what is wrong", () => {
  assert.notDeepEqual(faults("public class A { void b() { return 1 } }"), []);
});

for (const path of all.filter((one) => one.endsWith(".cls"))) {
  test(`${path.slice(ROOT.length + 1)} parses and keeps sharing rules`, () => {
    const source = read(path);
    assert.deepEqual(faults(source), []);
    assert.match(source, /with sharing class|@IsTest/);
    for (const [query] of source.matchAll(/\[\s*SELECT[^\]]*\]/g)) assert.match(query, /WITH USER_MODE/);
    assert.ok(existsSync(`${path}-meta.xml`));
  });
}

test("every component has its metadata, and those that are exposed say where", () => {
  for (const name of readdirSync(join(ROOT, "lwc"))) {
    const meta = read(join(ROOT, "lwc", name, `${name}.js-meta.xml`));
    assert.equal(/<isExposed>true/.test(meta), /<target>/.test(meta), name);
  }
});

test("labels used are there, and no others, in every language", () => {
  const used = new Set();
  for (const path of all.filter((one) => /\.(js|cls)$/.test(one) && !one.includes("__tests__"))) {
    for (const [, name] of read(path).matchAll(/@salesforce\/label\/c\.(\w+)|System\.Label\.(\w+)/g))
      if (name) used.add(name);
    for (const [, name] of read(path).matchAll(/System\.Label\.(\w+)/g)) used.add(name);
  }
  const holes = (text) => [...text.matchAll(/\{\d\}/g)].map(([hole]) => hole).sort();
  const pairs = (text, key, value) =>
    [...text.matchAll(/<(?:labels|customLabels)>([\s\S]*?)<\/(?:labels|customLabels)>/g)].map(([, one]) => [
      one.match(new RegExp(`<${key}>(.*?)</${key}>`))[1],
      one.match(new RegExp(`<${value}>(.*?)</${value}>`))[1]
    ]);
  const english = new Map(pairs(read(join(ROOT, "labels", "CustomLabels.labels-meta.xml")), "fullName", "value"));
  assert.deepEqual([...english.keys()].sort(), [...used].sort());
  for (const language of ["de", "es", "fr"]) {
    const spoken = new Map(
      pairs(read(join(ROOT, "translations", `${language}.translation-meta.xml`)), "name", "label")
    );
    assert.deepEqual([...spoken.keys()].sort(), [...used].sort(), language);
    for (const [name, text] of spoken) assert.deepEqual(holes(text), holes(english.get(name)), `${language} ${name}`);
  }
});

test("no component calls out by itself, and none makes markup of text", () => {
  for (const path of all.filter(
    (one) => one.includes("/lwc/") && /\.(js|html)$/.test(one) && !one.includes("__tests__")
  )) {
    assert.doesNotMatch(read(path), /\bfetch\(|XMLHttpRequest|innerHTML|lwc:inner-html|lwc:dom/, path);
  }
});
