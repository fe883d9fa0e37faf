import { LABELS, day, fill, percent, weekday } from "c/crmAiSpeech";

/** Hours at which a column of the week's table begins; a row of 24 figures is not read. */
const PARTS = [0, 8, 10, 12, 14, 16, 18, 24];
const SIGNS = { evidenced: "✓", partly: "~", missing: "✗", not_visible: "?" };

const pieceOf = (item) => ({ ...item, when: item.at ? day(item.at) : "" });

const row = (key, text, { sign = "", words = "", evidence = [] } = {}) => ({
  key: String(key),
  text,
  sign,
  words,
  evidence
});

const notes = (block) => block.notes.map((text, at) => ({ key: `note-${at}`, text }));

const likely = ({ value, low, high }) => fill(LABELS.range, percent(value), percent(low), percent(high));

function worthOf({ score }) {
  if (!score) return "";
  return fill(score.n ? LABELS.helped : LABELS.guessed, likely(score), score.n);
}

const text = (key, said) => (said ? [{ key, text: said }] : []);

const tableOf = (columns, rows) => ({
  columns: columns.map((name, at) => ({ key: `c${at}`, name })),
  rows: rows.map((cells, line) => ({
    key: `r${line}`,
    cells: cells.map((said, at) => ({ key: `${line}-${at}`, text: said }))
  }))
});

function stepOf(item, card, proof) {
  const facts = [
    item.due && fill(item.overdue ? LABELS.overdue : LABELS.due, day(item.due)),
    item.confidence && fill(LABELS.sure, likely(item.confidence)),
    item.effect && fill(LABELS.ifDone, likely(item.effect), item.effect_of).trim()
  ];
  const settled = item.state !== "open" && [LABELS.states[item.state], item.state_reason && `(${item.state_reason})`];
  const blocks = (kind) => card.blocks.filter((block) => block.kind === kind);
  return {
    ...item,
    facts: facts.filter(Boolean).join(" · "),
    settled: settled ? settled.filter(Boolean).join(" ") : "",
    proof: proof(item.evidence),
    buttons: blocks("actions")
      .flatMap((block) => block.buttons)
      .filter((button) => button.action_id === item.id)
      .map((button) => ({ ...button, form: blocks("form").find((form) => form.id === button.form) ?? null }))
  };
}

const OF_KIND = {
  headline: (block) => ({ headline: block.text }),

  metric: (block) => ({
    figure: { label: block.label, value: likely(block.estimate) },
    texts: [...text("n", fill(LABELS.measured, block.estimate.n)), ...text("words", block.words)]
  }),

  list: (block, { card, proof }) => ({
    title: block.title,
    texts: block.items.length ? [] : text("empty", block.empty),
    steps: block.items.map((item) => stepOf(item, card, proof))
  }),

  changes: (block, { proof }) =>
    block.items.length && {
      title: block.title,
      rows: block.items.map((item, at) => row(at, item.what, { evidence: proof(item.because) }))
    },

  chart: (block, { proof }) =>
    block.bars.length && {
      title: block.title,
      rows: block.bars
        .slice(0, block.shown ?? block.bars.length)
        .map((bar) =>
          row(bar.key, bar.label, { sign: bar.value >= 0 ? "↑" : "↓", words: bar.words, evidence: proof(bar.evidence) })
        ),
      texts: notes(block)
    },

  scorecard: (block, { proof }) => ({
    title: block.label,
    rows: block.elements.map((one) =>
      row(one.key, one.label, {
        sign: SIGNS[one.state],
        words: [...one.who, one.why].filter(Boolean).join(" · "),
        evidence: proof(one.evidence)
      })
    )
  }),

  table: (block) => ({
    title: block.title,
    table: block.rows.length ? tableOf(block.columns, block.rows) : null,
    texts: block.rows.length ? notes(block) : text("empty", block.empty)
  }),

  heatmap: (block) => {
    const spans = PARTS.slice(0, -1).map((from, at) => [from, PARTS[at + 1]]);
    const sum = (hours, [from, to]) => hours.slice(from, to).reduce((total, count) => total + count, 0);
    return {
      title: block.title,
      table: tableOf(
        [block.noun, ...spans.map(([from, to]) => `${from}–${to}`)],
        block.counts.map((hours, at) => [weekday(at), ...spans.map((span) => String(sum(hours, span) || ""))])
      ),
      texts: notes(block)
    };
  },

  plot: (block) => ({
    title: block.title,
    rows: block.points.map((point) => row(point.x, point.words)),
    texts: block.points.length ? notes(block) : text("empty", block.empty)
  }),

  shares: (block) =>
    block.bars.length && {
      title: block.title,
      rows: block.bars.map((bar) => row(bar.key, bar.label, { words: bar.words })),
      texts: notes(block)
    },

  network: (block) => ({
    title: block.title,
    rows: [
      ...[...block.theirs, ...block.ours].map((person) => row(person.id, person.label, { words: person.words })),
      ...block.links.map((link) => row(`${link.ours} ${link.theirs}`, link.words))
    ],
    texts: block.theirs.length ? notes(block) : text("empty", block.empty)
  }),

  quote: (block) => ({ title: block.title, rows: [row("quote", `“${block.text}”`)], texts: notes(block) }),

  quotes: (block) =>
    block.items.length && {
      title: block.title,
      rows: block.items.map((item, at) => row(at, `“${item.text}”`, { words: item.source }))
    },

  replies: (block, { proof }) => ({
    title: block.title,
    texts: block.items.length ? [] : text("empty", block.empty),
    replies: block.items.map((reply) => ({ ...reply, worth: worthOf(reply), proof: proof(reply.evidence) }))
  }),

  written: (block) =>
    (block.kept.length || block.unwritten.length) && {
      title: block.title,
      rows: [
        ...block.kept.map((one) => row(one.field, one.field, { words: one.value })),
        ...block.unwritten.map((one) => row(one.what, one.what, { words: one.reason }))
      ]
    },

  coverage: (block) => {
    const seen = Object.entries(block.seen).map(([kind, count]) => `${kind.replaceAll("_", " ")} ${count}`);
    const missing = block.missing.map((kind) => kind.replaceAll("_", " "));
    const texts = [
      ...text("seen", seen.length && `${LABELS.seen}: ${seen.join(", ")}`),
      ...text("missing", missing.length && `${LABELS.missing}: ${missing.join(", ")}`),
      ...text("effect", block.effect)
    ];
    return texts.length && { title: block.title, texts };
  }
};

/** Looks evidence up by ids: those the card holds, in their order, once each. */
export function proofOf(card) {
  const items = card.blocks.filter((block) => block.kind === "evidence").flatMap((block) => block.items);
  const byId = new Map(items.map((item) => [item.id, item]));
  return (ids) => [...new Set(ids)].filter((id) => byId.has(id)).map((id) => pieceOf(byId.get(id)));
}

/**
 * Turns a card into sections that one template can show: `{key, title, headline?, figure?, texts, rows, steps, replies, table?}`.
 * A block kind that is not known here is left out, as the card's contract says.
 */
export function sectionsOf(card) {
  const proof = proofOf(card);
  return card.blocks.flatMap((block, at) => {
    const made = OF_KIND[block.kind]?.(block, { card, proof });
    return made ? [{ key: `${block.kind}-${at}`, texts: [], rows: [], steps: [], replies: [], ...made }] : [];
  });
}
