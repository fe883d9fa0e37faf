import type { Model } from "@/api/client";

const effect = (changes: Partial<Model<"AdviceEffect">>): Model<"AdviceEffect"> => ({
  detectable: null,
  more_deals: 0,
  q_value: null,
  raw_difference: null,
  target: 0,
  uplift: null,
  verdict: "not_told_yet",
  with: 12,
  without: 30,
  ...changes,
});

const result = (key: string, doing: Model<"AdviceEffect">): Model<"AdviceResult"> => ({
  key,
  doing,
  dismissed: { not_relevant: 2, bad_timing: 1 },
  done: { both: 3, marked: 5, observed: 7 },
  held_back: 0,
  recommended: 42,
  says: "",
  showing: null,
  too_short: 0,
});

/** What the pages are tried and shown with. */
export const effectiveness: Model<"EffectivenessOut"> = {
  as_of: "2026-11-23T15:20:00Z",
  window_days: 30,
  deals: 214,
  overall: { ...result("overall", effect({})), says: "Deals whose steps were done were won more often." },
  actions: [
    result(
      "economic_buyer",
      effect({
        verdict: "helps",
        uplift: { value: 0.12, low: 0.03, high: 0.21, n: 80, basis: "" },
        with: 80,
        without: 90,
      }),
    ),
    result("close_date", effect({ more_deals: 40 })),
  ],
  months: [],
};

const helped = (helpful: number, n: number, [low, high]: [number, number]) => ({
  helpful,
  not_helpful: n - helpful,
  told: 0,
  share: { value: helpful / n, low, high, n, basis: "" },
  more: Math.max(0, 10 - n),
});

export const ratings: Model<"RatingsOut"> = {
  as_of: "2026-11-23T15:20:00Z",
  enough: 10,
  items: [
    {
      kind: "deal_coach",
      ...helped(45, 60, [0.65, 0.83]),
      hosts: [
        { host: "hubspot", ...helped(30, 36, [0.71, 0.91]) },
        { host: "salesforce", ...helped(13, 20, [0.47, 0.8]), told: 20 },
        { host: "workspace", ...helped(2, 4, [0.19, 0.81]) },
      ],
    },
    {
      kind: "persona",
      ...helped(3, 5, [0.28, 0.86]),
      hosts: [{ host: "hubspot", ...helped(3, 5, [0.28, 0.86]) }],
    },
  ],
  months: [
    { month: "2026-10-01", ...helped(18, 30, [0.45, 0.73]) },
    { month: "2026-11-01", ...helped(30, 35, [0.73, 0.93]) },
  ],
  reasons: [
    {
      kind: "deal_coach",
      host: "hubspot",
      note: "She left the company in May; the step is about nobody.",
      at: "2026-11-20T09:00:00Z",
    },
    { kind: "persona", host: "workspace", note: "Too general.", at: "2026-11-12T09:00:00Z" },
  ],
};

const part = (name: string, said: number): Model<"PartOut"> => ({
  name,
  verdict: "held",
  deals: 120,
  predictions: 900,
  said,
  came: { value: 0.58, low: 0.5, high: 0.66, n: 120, basis: "" },
  gap: { value: -0.02, low: -0.1, high: 0.06, n: 120, basis: "" },
  brier: { value: 0.2, low: 0.18, high: 0.22, n: 120, basis: "" },
  brier_base: 0.24,
  ece: 0.031,
  ece_by_chance: 0.035,
  table: [],
});

export const calibration: Model<"CalibrationOut"> = {
  as_of: "2026-11-23T15:20:00Z",
  overall: part("all deals", 0.6),
  months: [],
  stages: [part("Proposal", 0.55)],
  models: [],
};
