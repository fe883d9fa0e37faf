import { Button, Image, Link, Text } from "@hubspot/ui-extensions";
import { createRenderer } from "@hubspot/ui-extensions/testing";
import { afterEach, describe, expect, it, vi } from "vitest";
import { RecordCard } from "../src/app/cards/RecordCard";
import deal from "./cards/deal_coach.json";
import { serve } from "./served";

/** What strangers write into a CRM. Each is one line, as the product hands words on. */
const WORDS = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "<svg/onload=alert(1)>",
  "[x](javascript:alert(1))",
  "![x](https://evil.example/p.png)",
  "https://evil.example/a",
  "{{constructor.constructor('alert(1)')()}}",
  "${alert(1)}",
  "\u202Egnp.exe\u202C",
  "\u001b[31mred",
  '=HYPERLINK("https://evil.example")',
  "&lt;script&gt;",
];
const ADDRESSES = [
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  " javascript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "vbscript:x",
  "//evil.example",
  "blob:https://evil.example/1",
];

let turn = 0;

/** The same document with an attack in every place where words or an address stand. */
function attacked(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((one) => attacked(one, key));
  if (value !== null && typeof value === "object")
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, attacked(one, name)]));
  if (typeof value !== "string") return value;
  if (key === "url") return ADDRESSES[(turn += 1) % ADDRESSES.length];
  // Ids, keys of what something is, and times are the product's own; words have blanks or capitals.
  return /[ A-Z]/.test(value) && !/^\d{4}-/.test(value)
    ? `${WORDS[(turn += 1) % WORDS.length]} ${value}`
    : value;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("words of strangers in a card", () => {
  it.each(["crm.record.tab", "crm.record.sidebar"] as const)("stay words in %s", async (location) => {
    serve({ "GET /api/cards/deal_coach/deal/7?language=en": { body: attacked(deal) } });
    const renderer = createRenderer(location);
    renderer.mocks.context.crm.objectId = 7;
    renderer.render(<RecordCard kind="deal_coach" />);
    await vi.waitFor(() => {
      expect(renderer.findAll(Text).length).toBeGreaterThan(3);
    });
    const words = renderer.findAll(Text).map((node) => node.text ?? "");
    expect(words.some((text) => WORDS.some((attack) => text.includes(attack)))).toBe(true);
    expect(renderer.findAll(Image)).toHaveLength(0);
    for (const node of [...renderer.findAll(Link), ...renderer.findAll(Button)]) {
      const href = node.props.href as { url: string } | string | undefined;
      const url = typeof href === "object" ? href.url : href;
      if (url !== undefined) expect(url).toMatch(/^https?:\/\//);
    }
  });

  it("are no hindrance to a link into the CRM", async () => {
    serve({ "GET /api/cards/deal_coach/deal/7?language=en": { body: deal } });
    const renderer = createRenderer("crm.record.tab");
    renderer.mocks.context.crm.objectId = 7;
    renderer.render(<RecordCard kind="deal_coach" />);
    await vi.waitFor(() => {
      expect(renderer.findAll(Link).length).toBeGreaterThan(0);
    });
  });
});
