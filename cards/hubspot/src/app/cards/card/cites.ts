import type { Card } from "./types";

/** Ids of evidence that some block shows beside its claim: whatever a block lists as its evidence or its cause. */
export function citedBy(card: Card): ReadonlySet<string> {
  const found = new Set<string>();
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(walk);
    else if (node && typeof node === "object") {
      for (const [key, value] of Object.entries(node)) {
        if ((key === "evidence" || key === "because") && Array.isArray(value)) {
          for (const id of value) if (typeof id === "string") found.add(id);
        } else walk(value);
      }
    }
  };
  for (const block of card.blocks) if (block.kind !== "evidence") walk(block);
  return found;
}
