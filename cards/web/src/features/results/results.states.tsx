import { Problem } from "@/api/problem";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import { defineStates } from "@/gallery/states";
import { Calibration } from "./Calibration";
import { Effectiveness } from "./Effectiveness";
import { calibration, effectiveness, ratings } from "./examples";
import { Ratings } from "./Ratings";

const early = effectiveness.actions.filter(({ doing }) => doing.verdict === "not_told_yet");

export default defineStates({
  of: "Results",
  catalogs: ["results"],
  states: {
    ready: () => (
      <>
        <Effectiveness found={effectiveness} />
        <Calibration found={calibration} />
        <Ratings found={ratings} />
      </>
    ),
    "too early to tell": () => (
      <>
        <Effectiveness found={{ ...effectiveness, actions: early, deals: 12 }} />
        <Ratings found={{ ...ratings, items: ratings.items.slice(1), months: [], reasons: [] }} />
      </>
    ),
    "many reasons": () => (
      <Ratings
        found={{ ...ratings, reasons: Array.from({ length: 4 }, () => ratings.reasons ?? []).flat() }}
      />
    ),
    empty: () => (
      <>
        <Effectiveness found={{ ...effectiveness, actions: [] }} />
        <Calibration found={{ ...calibration, overall: null }} />
        <Ratings found={{ ...ratings, items: [] }} />
      </>
    ),
    loading: () => <AILoadingState rows={5} label="What the advice did" />,
    error: () => (
      <AIErrorState
        error={new Problem({ message: "the database can't be reached", status: 503, code: "store_away" })}
        onRetry={() => undefined}
      />
    ),
  },
});
