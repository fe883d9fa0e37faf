import { createContext, useContext } from "react";
import type { Act } from "../api/useCard";
import type { Card, EvidenceItem } from "./types";

export type AnyBlock = Card["blocks"][number];
export type Kind = AnyBlock["kind"];
/** The block of one kind: `BlockOf<"metric">`. */
export type BlockOf<K extends Kind> = Extract<AnyBlock, { kind: K }>;

export interface View {
  card: Card;
  /** Evidence by its ids, in their order, once each; ids the card does not hold are left out. */
  proof: (ids: readonly string[]) => EvidenceItem[];
  /** Sends a decision; without it a card has no buttons. */
  act: ((act: Act) => Promise<void>) | undefined;
  busy: boolean;
}

const Context = createContext<View | null>(null);

export const ViewProvider = Context.Provider;

/** The card a block stands in. */
export function useView(): View {
  const view = useContext(Context);
  if (!view) throw new Error("blocks stand in a CardView");
  return view;
}

export const blocksOf = <K extends Kind>(card: Card, kind: K): BlockOf<K>[] =>
  card.blocks.filter((block): block is BlockOf<K> => block.kind === kind);

export function viewOf(card: Card, act: View["act"], busy: boolean): View {
  const evidence = new Map(
    blocksOf(card, "evidence").flatMap((block) => block.items.map((item) => [item.id, item] as const)),
  );
  return {
    card,
    act,
    busy,
    proof: (ids) => [...new Set(ids)].flatMap((id) => evidence.get(id) ?? []),
  };
}
