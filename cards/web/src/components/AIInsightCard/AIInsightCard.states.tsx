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

const counts = Array.from({ length: 7 }, (_, day) =>
  Array.from({ length: 24 }, (_, hour) =>
    day < 5 && hour > 7 && hour < 19 ? ((day * 7 + hour * 5) % 11) + 1 : 0,
  ),
);
/** The blocks that tell of a person. */
const person: Card = {
  ...cards.dealCoach,
  title: "Persona",
  blocks: [
    { kind: "headline", text: "Answers within a day, best on weekday mornings." },
    {
      kind: "heatmap",
      title: "When they write",
      counts,
      noun: "messages",
      notes: ["Hours in Europe/Berlin."],
    },
    {
      kind: "network",
      title: "Who deals with whom",
      ours: [
        { id: "o1", label: "Mara Lindqvist", words: "account executive", tone: "open" },
        { id: "o2", label: "Jon Okafor", words: "", tone: "open" },
      ],
      theirs: [
        { id: "t1", label: "Dana Roth", words: "champion", tone: "for" },
        { id: "t2", label: "Wolfgang Freiherr von Hohenstein-Waldenburg", words: "finance", tone: "against" },
        { id: "t3", label: "Li Wei", words: "", tone: "open" },
      ],
      links: [
        { ours: "o1", theirs: "t1", n: 14, words: "Mara Lindqvist and Dana Roth: 14 times" },
        { ours: "o1", theirs: "t3", n: 2, words: "Mara Lindqvist and Li Wei: twice" },
        {
          ours: "o2",
          theirs: "t2",
          n: 5,
          words: "Jon Okafor and Wolfgang Freiherr von Hohenstein-Waldenburg: 5 times",
        },
      ],
      empty: "",
      notes: [],
    },
    {
      kind: "shares",
      title: "What reaches them",
      bars: [
        { key: "email", label: "E-mail", part: 18, whole: 40, words: "18 of 40 answered" },
        { key: "call", label: "Calls", part: 2, whole: 9, words: "2 of 9 taken" },
      ],
      notes: [],
    },
  ],
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
      <AIInsightCard
        card={undefined}
        progress={{ state: "running", step: { name: "read", number: 1, of: 4 } }}
      />
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
    persona: () => <AIInsightCard card={person} />,
    calibration: () => <AIInsightCard card={cards.calibration} />,
    effectiveness: () => <AIInsightCard card={cards.effectiveness} />,
  },
});
