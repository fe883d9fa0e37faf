import { Problem } from "@/api/problem";
import { defineStates } from "@/gallery/states";
import { AIErrorBoundary } from "./AIErrorBoundary";
import { AIErrorState } from "./AIErrorState";

const away = new Problem({
  message: "the database can't be reached",
  status: 503,
  code: "store_away",
  hint: "look at the database's log, then try again",
});

function Broken(): never {
  throw new Error("a part that fails while it is drawn");
}

export default defineStates({
  of: "AIErrorBoundary",
  states: {
    "a problem with a hint": () => <AIErrorState error={away} onRetry={() => undefined} />,
    "trying again": () => <AIErrorState error={away} onRetry={() => undefined} retrying />,
    offline: () => <AIErrorState error={new TypeError("Failed to fetch")} onRetry={() => undefined} />,
    "beside content": () => <AIErrorState error={away} compact />,
    "a part that broke": () => (
      <AIErrorBoundary>
        <Broken />
      </AIErrorBoundary>
    ),
  },
});
