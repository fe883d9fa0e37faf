// Written by `npm run schema` from docs/reference/card.schema.json.

/**
 * The card document; ``docs/reference/card.md`` describes its JSON.
 *
 * `id` is the insight's; the same insight always gives the same card.
 */
export interface Card {
  as_of: string;
  blocks: (
    | ActionsBlock
    | ChangesBlock
    | ChartBlock
    | CoverageBlock
    | EvidenceBlock
    | FormBlock
    | HeadlineBlock
    | HeatmapBlock
    | ListBlock
    | MetricBlock
    | NetworkBlock
    | PlotBlock
    | QuoteBlock
    | QuotesBlock
    | RepliesBlock
    | ScorecardBlock
    | SharesBlock
    | TableBlock
    | WrittenBlock
  )[];
  connection: string;
  format: "crm-ai-card/1";
  id: string;
  kind: string;
  language: string;
  model: string | null;
  source: "engine" | "llm";
  subject: Subject;
  title: string;
  version: number;
  wording: WordedBy;
}
/**
 * Buttons. A list shows them at its items; text has none.
 */
export interface ActionsBlock {
  buttons: Button[];
  kind: "actions";
}
/**
 * Sets the state of one step; `form` names the form block that asks for more first.
 */
export interface Button {
  action_id: string;
  form: string | null;
  label: string;
  spoken: string;
  state: "open" | "done" | "dismissed" | "snoozed";
}
/**
 * Differences from the last version.
 */
export interface ChangesBlock {
  items: ChangeItem[];
  kind: "changes";
  title: string;
}
/**
 * One difference and the evidence that caused it.
 */
export interface ChangeItem {
  because: string[];
  what: string;
}
/**
 * Bars to the left and right of zero, strongest first. `unit` names what `value` counts.
 */
export interface ChartBlock {
  bars: Bar[];
  kind: "chart";
  notes: string[];
  shown: number | null;
  title: string;
  unit: string;
}
/**
 * One contribution; `words` says its size for people.
 */
export interface Bar {
  evidence: string[];
  key: string;
  label: string;
  value: number;
  words: string;
}
/**
 * Records by kind that were seen, and kinds that were not visible.
 */
export interface CoverageBlock {
  effect: string;
  kind: "coverage";
  missing: string[];
  seen: {
    [k: string]: number | undefined;
  };
  title: string;
}
/**
 * All evidence of the card. Pages show it beside the claims; here stands what no claim cites.
 */
export interface EvidenceBlock {
  items: EvidenceItem[];
  kind: "evidence";
  title: string;
}
/**
 * One piece of evidence; `quote` is verbatim.
 */
export interface EvidenceItem {
  at: string | null;
  id: string;
  quote: string | null;
  record: RecordRef;
  url: string | null;
  what: string;
}
/**
 * Names one record, or document, inside a workspace.
 */
export interface RecordRef {
  connection: string;
  id: string;
  type:
    | (
        | "deal"
        | "company"
        | "contact"
        | "deal_contact"
        | "activity"
        | "stage_change"
        | "field_change"
        | "line_item"
        | "owner"
      )
    | "document";
}
/**
 * A small form; buttons name it by `id`. Text has none.
 */
export interface FormBlock {
  fields: Field[];
  id: string;
  kind: "form";
  submit: string;
}
/**
 * One input. A ``choice`` offers `options`; ``days`` offers whole days from now by label.
 */
export interface Field {
  input: "choice" | "text" | "days";
  label: string;
  max_length: number;
  name: string;
  options: [unknown, unknown][];
  required: boolean;
}
/**
 * What matters most now.
 */
export interface HeadlineBlock {
  kind: "headline";
  text: string;
}
/**
 * Seven rows, Monday first, of 24 counts. `notes` say in whose time zone and what is counted.
 */
export interface HeatmapBlock {
  counts: number[][];
  kind: "heatmap";
  notes: string[];
  noun: string;
  title: string;
}
/**
 * A list of steps; `empty` says what it means that there is none.
 */
export interface ListBlock {
  empty: string;
  items: ListItem[];
  kind: "list";
  ordered: boolean;
  title: string;
}
/**
 * One step. `effect` is the probability of the metric if the step is done.
 */
export interface ListItem {
  confidence: Estimate | null;
  due: string | null;
  effect: Estimate | null;
  effect_of: string;
  evidence: string[];
  how: string;
  id: string;
  overdue: boolean;
  state: "open" | "done" | "dismissed" | "snoozed";
  state_reason: string | null;
  state_until: string | null;
  title: string;
  why: string;
}
/**
 * A point with its 90 % interval.
 *
 * `n` counts the observations behind it (0: prior knowledge only) and `basis` says in words what they
 * are, e.g. ``"prior"`` or ``"prior + 214 closed deals"``.
 */
export interface Estimate {
  basis: string;
  high: number;
  low: number;
  n: number;
  value: number;
}
/**
 * A probability with its 90 % interval.
 *
 * `outcome` completes "of 100 like this one, about 62 are …"; `baseline` is the usual value to compare with.
 */
export interface MetricBlock {
  baseline: number | null;
  baseline_label: string;
  estimate: Estimate;
  key: string;
  kind: "metric";
  label: string;
  outcome: string;
  words: string;
}
/**
 * Lines between two columns of people, stronger where they deal with each other more.
 */
export interface NetworkBlock {
  empty: string;
  kind: "network";
  links: NetworkLink[];
  notes: string[];
  ours: NetworkNode[];
  theirs: NetworkNode[];
  title: string;
}
/**
 * How often two of them dealt with each other; `words` say it for people.
 */
export interface NetworkLink {
  n: number;
  ours: string;
  theirs: string;
  words: string;
}
/**
 * A person; `words` stand beside the name, so that the colour of a `tone` carries nothing alone.
 */
export interface NetworkNode {
  id: string;
  label: string;
  tone: "for" | "against" | "open";
  words: string;
}
/**
 * Points, joined when `joined`; `even` draws the line on which both axes agree.
 *
 * `across` and `up` are marks on the axes, the first and the last of which are the ends.
 */
export interface PlotBlock {
  across: AxisEnd[];
  empty: string;
  even: boolean;
  joined: boolean;
  kind: "plot";
  notes: string[];
  points: PlotPoint[];
  title: string;
  up: AxisEnd[];
}
/**
 * A place on an axis and what stands there.
 */
export interface AxisEnd {
  at: number;
  label: string;
}
/**
 * One point; `words` says it for people. `low` and `high` are its 90 % interval, if it has one.
 */
export interface PlotPoint {
  high: number | null;
  low: number | null;
  words: string;
  x: number;
  y: number;
}
/**
 * A text as it was said; whoever wrote it, it stays text.
 */
export interface QuoteBlock {
  kind: "quote";
  notes: string[];
  text: string;
  title: string;
}
/**
 * Quotations; whoever wrote them, they stay text. Nothing is shown where there are none.
 */
export interface QuotesBlock {
  items: Quoted[];
  kind: "quotes";
  title: string;
}
/**
 * One quotation, verbatim, with its source and what is known of it.
 */
export interface Quoted {
  notes: string[];
  source: string;
  text: string;
}
/**
 * Texts, best first; `empty` says what it means that there is none, `keys` how the keyboard copies them.
 */
export interface RepliesBlock {
  empty: string;
  items: Reply[];
  keys: string;
  kind: "replies";
  title: string;
}
/**
 * One text. `score` is the share of times texts like it were used and helped.
 */
export interface Reply {
  checked: string;
  evidence: string[];
  id: string;
  score: Estimate | null;
  text: string;
  tone: string;
  why: string;
}
/**
 * Elements of a methodology with its coverage: the share of what could be seen that is evidenced.
 */
export interface ScorecardBlock {
  coverage: number | null;
  elements: Element[];
  kind: "scorecard";
  label: string;
  n: number;
  of: number;
}
/**
 * One thing the methodology asks for; `why` says why it can't be seen.
 */
export interface Element {
  at: string | null;
  evidence: string[];
  key: string;
  label: string;
  state: "evidenced" | "partly" | "missing" | "not_visible";
  who: string[];
  why: string;
}
/**
 * Bars whose lengths compare the wholes and whose filling compares the parts.
 */
export interface SharesBlock {
  bars: ShareBar[];
  kind: "shares";
  notes: string[];
  title: string;
}
/**
 * One bar: `part` of `whole` is filled; `words` say both for people.
 */
export interface ShareBar {
  key: string;
  label: string;
  part: number;
  whole: number;
  words: string;
}
/**
 * Rows under columns; `numeric` names the columns of numbers, `empty` says what it means that there is no row.
 *
 * The first cell of a row names what the row is about.
 */
export interface TableBlock {
  columns: string[];
  empty: string;
  kind: "table";
  notes: string[];
  numeric: string[];
  rows: string[][];
  title: string;
}
/**
 * Fields a person changed after us, which stay, and writes that failed or wait. Empty when all went well.
 */
export interface WrittenBlock {
  kept: Kept[];
  kind: "written";
  title: string;
  unwritten: Unwritten[];
}
/**
 * A field that was left as a person has it.
 */
export interface Kept {
  field: string;
  value: string;
}
/**
 * A write that failed or waits.
 */
export interface Unwritten {
  reason: string;
  state: "failed" | "pending";
  what: string;
}
/**
 * What the insight is about.
 */
export interface Subject {
  id: string;
  type: string;
}
/**
 * Who put the answer into words, and why nobody better did.
 *
 * ``last_good`` is an earlier wording of a model for the same substance. `reason` is a stable code: why the
 * model did not word it, or ``gate`` when it did and `replaced` of its texts had to give way to the engine's.
 */
export interface WordedBy {
  by: "model" | "fallback_model" | "last_good" | "engine";
  reason: string | null;
  replaced: number;
}
