import { proofOf, sectionsOf } from "c/crmAiOutline";
import { LABELS, fill, percent } from "c/crmAiSpeech";
import { saidBy } from "c/crmAiStep";

const STORED = require("./cards/deal_coach.json");
const SCHEMA = require("../../../../../../../../docs/reference/card.schema.json");

/** Kinds that sections show by the way: evidence at its claims, buttons and forms at their steps. */
const BESIDE = ["actions", "evidence", "form"];

const blockOf = (kind) => ({ title: "T", items: [], notes: [], empty: "none", kind });

const EXAMPLES = {
  changes: { items: [{ what: "It fell", because: [] }] },
  chart: { unit: "log-odds", shown: null, bars: [{ key: "a", label: "A", value: -1, words: "less", evidence: [] }] },
  coverage: { seen: { emails: 2 }, missing: ["calls"], effect: "" },
  headline: { text: "One thing" },
  heatmap: { noun: "mails", counts: Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 1)) },
  list: {},
  metric: { key: "p_win", label: "Chance", words: "", estimate: { value: 0.5, low: 0.4, high: 0.6, n: 7, basis: "" } },
  network: { ours: [], theirs: [{ id: "1", label: "Dana", words: "", tone: "open" }], links: [] },
  plot: { points: [{ x: 1, y: 2, low: null, high: null, words: "one" }] },
  quote: { text: "Too dear" },
  quotes: { items: [{ text: "Too dear", source: "mail", notes: [] }] },
  replies: {},
  scorecard: {
    label: "MEDDICC",
    elements: [{ key: "m", label: "Metrics", state: "missing", who: [], why: "", evidence: [] }]
  },
  shares: { bars: [{ key: "a", label: "E-mail", part: 1, whole: 2, words: "1 of 2" }] },
  table: { columns: ["a"], rows: [["1"]], numeric: [] },
  written: { kept: [{ field: "next_step", value: "theirs" }], unwritten: [] }
};

describe("a card as sections", () => {
  const kinds = Object.values(SCHEMA.$defs).flatMap((part) => part.properties?.kind?.const ?? []);

  it("has an example of every kind of block there is", () => {
    expect(kinds.filter((kind) => !BESIDE.includes(kind)).sort()).toEqual(Object.keys(EXAMPLES).sort());
  });

  it.each(Object.keys(EXAMPLES))("shows a block of kind %s", (kind) => {
    const made = sectionsOf({ blocks: [{ ...blockOf(kind), ...EXAMPLES[kind] }] });
    expect(made).toHaveLength(1);
    expect(new Set(made[0].rows.map((row) => row.key)).size).toBe(made[0].rows.length);
  });

  it("leaves out a kind it does not know", () => {
    expect(sectionsOf({ blocks: [{ kind: "hologram" }] })).toEqual([]);
  });

  it("shows evidence that is there, once, and no other", () => {
    const proof = proofOf(STORED);
    expect(proof(["ev_2", "ev_2", "ev_99"]).map((item) => item.id)).toEqual(["ev_2"]);
  });

  it("says how sure a step is with its interval, and calls what no use stands behind a guess", () => {
    const estimate = { value: 0.3, low: 0.1, high: 0.6, n: 0, basis: "prior" };
    const step = { id: "a", state: "open", due: null, confidence: estimate, effect: estimate, effect_of: "to win" };
    const replies = [
      { id: "r", tone: "Direct", score: estimate, evidence: [] },
      { id: "s", tone: "Direct", score: { ...estimate, n: 12 }, evidence: [] },
      { id: "t", tone: "Direct", score: null, evidence: [] }
    ];
    const [steps, answers] = sectionsOf({
      evidence: [],
      blocks: [
        { ...blockOf("list"), items: [{ ...step, evidence: [] }] },
        { ...blockOf("replies"), items: replies }
      ]
    });
    const range = fill(LABELS.range, percent(0.3), percent(0.1), percent(0.6));
    expect(steps.steps[0].facts).toBe([fill(LABELS.sure, range), fill(LABELS.ifDone, range, "to win")].join(" · "));
    expect(answers.replies.map((one) => one.worth)).toEqual([
      fill(LABELS.guessed, range),
      fill(LABELS.helped, range, 12),
      ""
    ]);
  });

  it("adds the week up without losing an hour", () => {
    const [{ table }] = sectionsOf({ blocks: [{ ...blockOf("heatmap"), ...EXAMPLES.heatmap }] });
    const sums = table.rows.map((row) => row.cells.slice(1).reduce((sum, cell) => sum + Number(cell.text), 0));
    expect(sums).toEqual([24, 24, 24, 24, 24, 24, 24]);
  });
});

describe("what a form says", () => {
  it("joins choice and text to a reason, and makes days a moment", () => {
    const fields = [
      { name: "reason", input: "choice" },
      { name: "note", input: "text" },
      { name: "days", input: "days" }
    ];
    expect(saidBy(fields, { reason: "not now", note: " later ", days: "2" }, 0)).toEqual({
      reason: "not now: later",
      until: "1970-01-03T00:00:00.000Z"
    });
    expect(saidBy(fields, {}, 0)).toEqual({});
  });
});
