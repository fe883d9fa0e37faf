import type { Model } from "@/api/client";
import { Problem } from "@/api/problem";
import { cardKey } from "@/cards/useInsightCard";
import { Answered } from "@/gallery/Answered";
import { defineStates } from "@/gallery/states";
import { cards } from "@/testing/cards";
import { ObjectionHandlerWidget } from "./ObjectionHandlerWidget";
import { ObjectionHistory } from "./ObjectionHistory";

const away = new Problem({ message: "the database can't be reached", status: 503, code: "store_away" });
const nothing = () => undefined;
const key = cardKey({ kind: "objection", recordType: "objection", recordId: "obj_1" });
const past = [
  {
    id: "obj_0",
    text: "Your price is too high, and the other vendor gives us a year for free.",
    category: "price",
    language: "en",
    at: "2026-11-20T10:00:00Z",
    responses: [{ did: ["copied", "rated"] }],
  },
  {
    id: "obj_2",
    text: "Call us next year.",
    category: "timing",
    language: "en",
    at: "2026-11-18T10:00:00Z",
    responses: [],
  },
] as unknown as Model<"PastObjectionOut">[];

const widget = (shown: string | null, answer?: unknown) => (
  <Answered answers={answer === undefined ? [] : [[key, answer]]}>
    <ObjectionHandlerWidget shown={shown} onAnswered={nothing} />
  </Answered>
);
const history = (answer?: unknown) => (
  <Answered answers={answer === undefined ? [] : [[["objections", null, null], answer]]}>
    <ObjectionHistory onOpen={nothing} />
  </Answered>
);

export default defineStates({
  of: "ObjectionHandlerWidget",
  catalogs: ["objection"],
  states: {
    empty: () => widget(null),
    ready: () => widget("obj_1", cards.objection),
    loading: () => widget("obj_1"),
    error: () => widget("obj_1", away),
    history: () => history({ items: past }),
    "no history": () => history({ items: [] }),
    "history loading": () => history(),
    "history error": () => history(away),
  },
});
