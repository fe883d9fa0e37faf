import type { Model } from "@/api/client";
import type { Factor } from "./Factors";
import type { Insight } from "./useAnalysis";

const estimate = (value: number, low: number, high: number, n = 214): Model<"Estimate"> => ({
  value,
  low,
  high,
  n,
  basis: "",
});

const factor = (changes: Partial<Factor>): Factor => ({
  key: "price_pressure",
  column: "price_pressure",
  label: "Price pressure <b>",
  category: "pricing",
  direction: "down",
  odds_ratio: estimate(0.5, 0.35, 0.7),
  raw: estimate(0.48, 0.35, 0.66),
  p_value: 0.001,
  q_value: 0.012,
  found: true,
  proxy_for: null,
  only_beside: null,
  detectable: 1.6,
  share: 0.4,
  step: "",
  evidence: ["ev_1"],
  actionable: true,
  by_stage: [
    { stage: "Proposal", odds_ratio: estimate(0.4, 0.25, 0.6), p_value: 0.001, q_value: 0.02 },
    { stage: "Negotiation", odds_ratio: estimate(0.7, 0.4, 1.2), p_value: null, q_value: null },
  ],
  stages_differ_q: 0.4,
  stages_differ: "It does not differ by stage more than chance explains.",
  ...changes,
});

const payload: Model<"WinLossPayload"> = {
  headline: "Deals with price pressure are lost more often.",
  cohort: { where: null, since: null, until: null, by: "industry" },
  cohort_id: "coh_1",
  n_won: 90,
  n_lost: 124,
  n_open: 31,
  coverage: {
    used: 0.92,
    complete: 0.81,
    missing: [{ key: "amount", text: "The amount of 12 deals is unknown.", n: 12, share: 0.06 }],
  },
  factors: [
    factor({}),
    factor({
      key: "size",
      label: "Company size",
      direction: "up",
      odds_ratio: estimate(1.4, 0.98, 1.96),
      q_value: 0.21,
      found: false,
      proxy_for: "Region",
      by_stage: [],
      stages_differ: "",
    }),
    factor({
      key: "touches_14d",
      label: "Touches in 14 days",
      direction: "up",
      odds_ratio: estimate(7.5, 2.5, 22.4),
      raw: estimate(1.1, 0.8, 1.5),
      q_value: 0.067,
      found: false,
      only_beside: "Touches against two weeks before",
      by_stage: [],
      stages_differ: "",
    }),
  ],
  verdict: "1 factor found",
  detectable: 1.6,
  model: {
    kind: "logistic",
    n: 214,
    auc: 0.71,
    brier: 0.21,
    brier_base: 0.24,
    ece: 0.05,
    split: null,
    judged: 60,
    leaks_refused: [
      {
        column: "lost_reason",
        label: "Lost reason",
        why: "after",
        text: "is filled in once a deal is lost.",
      },
    ],
  },
  benchmarks: [
    {
      key: "cycle",
      label: "Days to close",
      unit: "days",
      own: estimate(41, 36, 47),
      other: estimate(35, 33, 38),
      other_is: "all other deals",
    },
  ],
  segments: [
    {
      value: "Banking",
      n_won: 20,
      n_lost: 44,
      n_open: 4,
      win_rate: estimate(0.31, 0.22, 0.41),
      differs: 0.04,
      median_days: null,
    },
    {
      value: "Retail",
      n_won: 70,
      n_lost: 80,
      n_open: 27,
      win_rate: estimate(0.47, 0.4, 0.53),
      differs: null,
      median_days: null,
    },
  ],
  trends: {
    quarters: [{ quarter: "2026 Q1", n_won: 40, n_lost: 60, win_rate: estimate(0.4, 0.32, 0.48) }],
    slope: null,
    factors: [],
  },
  stages: [],
  reasons: null,
  insights: [
    {
      id: "fnd_1",
      key: "price_pressure",
      category: "pricing",
      title: "Speak of value before price",
      why: "Price pressure halves the odds.",
      how: "Send the business case first.",
      effect: estimate(0.14, 0.06, 0.22),
      touches: 3,
      deals: ["9001"],
      certainty: 0.98,
      score: 0.4,
      action: "business_case",
      evidence: ["ev_1"],
    },
  ],
  data_version: "",
  outcome: null,
  score: null,
  stated_reason_vs_evidence: null,
};

/** What the pages are tried and shown with. */
export const insight: Insight = {
  id: "ins_1",
  kind: "win_loss",
  version: 1,
  as_of: "2026-11-23T15:20:00Z",
  connection: "",
  subject: { type: "cohort", id: "coh_1" },
  coverage: { effect: "" },
  engine_version: "1",
  fingerprint: "",
  language: "en",
  model: null,
  prompt_version: null,
  source: "engine",
  wording: { by: "engine", reason: null, replaced: 0 },
  evidence: [
    {
      id: "ev_1",
      record: { type: "activity", id: "a1", connection: "hubspot-1" },
      at: "2026-11-01T09:00:00Z",
      what: "Inbound e-mail from Dana Roth",
      quote: "what would it cost us per seat?",
      url: "https://app.hubspot.com/contacts/1/deal/7",
    },
  ],
  payload,
};

/** Nothing was found that chance does not explain. */
export const nothing: Insight = {
  ...insight,
  payload: {
    ...payload,
    headline: "Of 214 closed deals, nothing stands out from chance.",
    verdict: "no significant factor",
    factors: (payload.factors ?? []).map((one) => ({ ...one, found: false, q_value: 0.6, by_stage: [] })),
    insights: [],
  },
};

/** One lost deal. */
export const dealInsight: Insight = {
  ...insight,
  subject: { type: "deal", id: "7" },
  payload: {
    ...payload,
    headline: "It was lost over price more than over features.",
    outcome: "lost",
    score: { p_win: estimate(0.31, 0.2, 0.44), base: -0.2, log_odds: -0.8, as_of: "2026-11-20T00:00:00Z" },
    contributions: [
      { key: "champion", label: "Champion known", category: "stakeholders", contribution: 0.3 },
      {
        key: "price_pressure",
        label: "Price pressure",
        category: "pricing",
        contribution: -0.9,
        evidence: ["ev_1"],
      },
    ],
    similar: [
      {
        deal_id: "8",
        connection: "hubspot-1",
        name: "Pilot",
        outcome: "lost",
        closed_at: "2026-10-01",
        distance: 0.2,
        because: ["price pressure"],
      },
    ],
    timeline: [
      {
        at: "2026-11-01T09:00:00Z",
        kind: "topic",
        category: "pricing",
        text: "They spoke of price.",
        gap: null,
      },
    ],
    stated_reason_vs_evidence: {
      stated: "Missing features",
      stated_category: "requirements",
      shown_category: "pricing",
      agreement: "contradicted",
      text: "The rep names requirements; the records point at pricing.",
      evidence: ["ev_1"],
      cohort: null,
    },
  },
};

export const patterns: readonly Model<"PatternOut">[] = [
  {
    key: "silent",
    label: "A deal has gone silent",
    options: {
      properties: {
        days: {
          type: "integer",
          default: 14,
          minimum: 1,
          maximum: 365,
          description: "Days without an answer.",
        },
      },
    },
  },
];

export const rule: Model<"AlertRuleOut"> = {
  id: "rul_1",
  rule: {
    name: "Quiet banks",
    pattern: "silent",
    options: { days: 14 },
    where: null,
    quiet: { start: "20:00", end: "07:00", zone: "Europe/Berlin", whole_days: [5, 6] },
    weekly_cap: 20,
    deliver: ["task"],
    active: true,
  },
  evaluated_at: null,
  error: null,
  made_by: "api",
  created_at: null,
};

export const alert: Model<"AlertOut"> = {
  id: "alr_1",
  rule_id: "rul_1",
  connection: "hubspot-1",
  deal_id: "9001",
  state: "sent",
  reason: "quiet_hours",
  why: "The customer has not taken part in anything for 20 days.",
  figures: { days: 20 },
  evidence: [],
  first_at: "2026-11-20T10:00:00Z",
  sent_at: "2026-11-20T10:00:00Z",
  cleared_at: null,
};

export const deals: readonly Model<"ListedDealOut">[] = [
  {
    id: alert.deal_id,
    connection: alert.connection,
    name: "Rollout Rhein",
    company: "Mendez Pharma",
    stage: "Proposal",
    outcome: "open",
    amount: 48_000,
    currency: "EUR",
    owner: "Dana Roth",
    expected_close_at: "2026-12-15T00:00:00Z",
    closed_at: null,
    headline: null,
    p_win: null,
  },
];

const channel = (changes: Partial<Model<"ChannelOut">>): Model<"ChannelOut"> => ({
  id: "chn_1",
  name: "Sales desk",
  kind: "email",
  to: ["desk@example.com"],
  on: true,
  made_by: "Dana Roth",
  created_at: "2026-11-02T10:00:00Z",
  failing_since: null,
  disabled_reason: null,
  ...changes,
});

export const channels: readonly Model<"ChannelOut">[] = [
  channel({}),
  channel({ id: "chn_2", name: "Deal room", kind: "webhook", failing_since: "2026-11-22T10:00:00Z" }),
  channel({ id: "chn_3", name: "Old list", on: false, disabled_reason: "it failed for three days" }),
];

export const drilled: Model<"DrilledDealOut">[] = [
  {
    deal_id: "9002",
    connection: "hubspot-1",
    name: "Pilot Rhein",
    outcome: "lost",
    closed_at: "2026-10-02T00:00:00Z",
    value: 3,
    contribution: -0.9,
    evidence: insight.evidence ?? [],
  },
  {
    deal_id: "9003",
    connection: "hubspot-1",
    name: "Rollout Donau",
    outcome: "won",
    closed_at: "2026-09-12T00:00:00Z",
    value: null,
    contribution: null,
    evidence: [],
  },
];
