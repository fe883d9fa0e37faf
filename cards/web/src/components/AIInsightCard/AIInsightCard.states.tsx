import { Problem } from "@/api/problem";
import { defineStates } from "@/gallery/states";
import { cards } from "@/testing/cards";
import { AIButton } from "../AIButton/AIButton";
import { AIInsightCard } from "./AIInsightCard";
import type { Card } from "./card";

const takes = () => Promise.resolve();
const away = new Problem({ message: "the database can't be reached", status: 503, code: "store_away" });

/** The same card when hardly anything could be seen. */
const partial: Card = {
  ...cards.dealCoach,
  blocks: cards.dealCoach.blocks.map((block) => {
    if (block.kind === "list") return { ...block, items: [] };
    if (block.kind === "coverage")
      return { ...block, seen: { deals: 1 }, missing: ["e-mails", "calls", "meetings"] };
    return block;
  }),
};

const toLong = (text: string) => `${text} ${"Donaudampfschifffahrtsgesellschaftskapitän ".repeat(6)}`;
const long: Card = {
  ...cards.dealCoach,
  blocks: cards.dealCoach.blocks.map((block) =>
    block.kind === "headline" ? { ...block, text: toLong(block.text) } : block,
  ),
};

export default defineStates({
  of: "AIInsightCard",
  states: {
    ready: () => <AIInsightCard card={cards.dealCoach} act={takes} onFeedback={takes} />,
    loading: () => <AIInsightCard card={undefined} />,
    "loading with progress": () => (
      <AIInsightCard card={undefined} progress={{ state: "running", done: 3, total: 8 }} />
    ),
    empty: () => (
      <AIInsightCard
        card={undefined}
        missing
        empty={<AIButton kind="primary">Look at this deal now</AIButton>}
      />
    ),
    partial: () => <AIInsightCard card={partial} act={takes} />,
    stale: () => <AIInsightCard card={cards.dealCoach} stale act={takes} />,
    error: () => <AIInsightCard card={undefined} error={away} onRetry={() => undefined} />,
    "error beside the last card": () => (
      <AIInsightCard card={cards.objection} error={away} onRetry={() => undefined} />
    ),
    "long words": () => <AIInsightCard card={long} />,
    objection: () => <AIInsightCard card={cards.objection} reply={takes} />,
    "win-loss": () => <AIInsightCard card={cards.winLoss} />,
    calibration: () => <AIInsightCard card={cards.calibration} />,
    effectiveness: () => <AIInsightCard card={cards.effectiveness} />,
  },
});
