import { createContext, use } from "react";
import type { Model } from "@/api/client";
import type { EvidenceItem } from "../Evidence/Evidence";

export type Card = Model<"Card">;
export type AnyBlock = Card["blocks"][number];
export type Kind = AnyBlock["kind"];
/** The block of one kind: `BlockOf<"metric">`. */
export type BlockOf<K extends Kind> = Extract<AnyBlock, { kind: K }>;
export type Button = Model<"Button">;

/** What a person decided about one step. */
export interface Act {
  actionId: string;
  state: Button["state"];
  reason?: string;
  /** ISO moment until which a step sleeps. */
  until?: string;
}

/** What a person did with a proposed text. */
export interface ReplyFeedback {
  replyId: string;
  action: "copied" | "edited" | "sent" | "rated";
  text?: string;
  rating?: number;
}

/** What a card can send; a card without them can be read, and shows no buttons. */
export interface CardActions {
  act?: ((act: Act) => Promise<void>) | undefined;
  reply?: ((feedback: ReplyFeedback) => Promise<void>) | undefined;
}

export interface CardView extends CardActions {
  card: Card;
  /** Level of the card's title in the outline of the page. */
  level: 1 | 2 | 3;
  /** Evidence by its ids, in their order, once each; ids the card does not hold are left out. */
  proof: (ids: readonly string[]) => EvidenceItem[];
  /** Evidence that no claim cites. */
  uncited: readonly EvidenceItem[];
  /** All blocks of a kind. */
  all: <K extends Kind>(kind: K) => BlockOf<K>[];
}

const Context = createContext<CardView | null>(null);

export const CardProvider = Context;

/** The card a block stands in. */
export function useCard(): CardView {
  const view = use(Context);
  if (!view) throw new Error("blocks stand in an AIInsightCard");
  return view;
}

/** Puts together what blocks ask of their card. */
export function viewOf(card: Card, actions: CardActions, level: CardView["level"] = 2): CardView {
  const all = <K extends Kind>(kind: K) => card.blocks.filter((b): b is BlockOf<K> => b.kind === kind);
  const evidence = new Map(
    all("evidence").flatMap((block) => block.items.map((item) => [item.id, item] as const)),
  );
  const cited = new Set(card.blocks.flatMap(citesOf));
  return {
    card,
    level,
    ...actions,
    all,
    proof: (ids) => [...new Set(ids)].flatMap((id) => evidence.get(id) ?? []),
    uncited: [...evidence.values()].filter((item) => !cited.has(item.id)),
  };
}

function citesOf(block: AnyBlock): readonly string[] {
  switch (block.kind) {
    case "list":
    case "replies":
      return block.items.flatMap((item) => item.evidence);
    case "changes":
      return block.items.flatMap((item) => item.because);
    case "scorecard":
      return block.elements.flatMap((element) => element.evidence);
    case "chart":
      return block.bars.flatMap((bar) => bar.evidence);
    default:
      return [];
  }
}
