import type { Model } from "@/api/client";
import type { EvidenceItem } from "@/components/Evidence/Evidence";

/** What ids of evidence stand for, in the shape that is shown; unknown ids show nothing. */
export function proofOf(
  evidence: readonly Model<"Evidence">[],
  ids: readonly string[] | undefined,
): EvidenceItem[] {
  return evidence.filter((one) => ids?.includes(one.id));
}
