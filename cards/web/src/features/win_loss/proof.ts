import type { Model } from "@/api/client";
import type { Insight } from "./useAnalysis";

/** Finds evidence by its ids; ids that are not there are left out. */
export type Proof = (ids: readonly string[] | undefined) => Model<"Evidence">[];

export function proofIn(insight: Insight): Proof {
  const known = new Map((insight.evidence ?? []).map((one) => [one.id, one]));
  return (ids = []) => ids.flatMap((id) => known.get(id) ?? []);
}
