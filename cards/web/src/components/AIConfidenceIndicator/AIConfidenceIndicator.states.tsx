import { defineStates } from "@/gallery/states";
import { AIConfidenceIndicator } from "./AIConfidenceIndicator";

const estimate = (value: number, low: number, high: number, n: number) => ({
  value,
  low,
  high,
  n,
  basis: n ? `prior + ${n} closed deals` : "prior",
});

export default defineStates({
  of: "AIConfidenceIndicator",
  states: {
    sure: () => <AIConfidenceIndicator label="Chance to win" estimate={estimate(0.81, 0.77, 0.85, 1_214)} />,
    unsure: () => (
      <AIConfidenceIndicator
        label="Chance to win"
        estimate={estimate(0.62, 0.31, 0.86, 9)}
        baseline={0.27}
        baselineLabel="a deal nothing is known about"
      />
    ),
    "from experience only": () => (
      <AIConfidenceIndicator label="Chance to win" estimate={estimate(0.24, 0.06, 0.6, 0)} />
    ),
    "at the end of the scale": () => (
      <AIConfidenceIndicator label="Chance to win" estimate={estimate(0.99, 0.96, 1, 340)} />
    ),
    "in a line": () => (
      <p>
        <AIConfidenceIndicator size="line" label="sure it helps" estimate={estimate(0.71, 0.58, 0.82, 214)} />
      </p>
    ),
  },
});
