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
