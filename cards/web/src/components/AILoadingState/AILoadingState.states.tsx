import { defineStates } from "@/gallery/states";
import { AILoadingState } from "./AILoadingState";

export default defineStates({
  of: "AILoadingState",
  states: {
    card: () => <AILoadingState />,
    list: () => <AILoadingState shape="list" />,
    chart: () => <AILoadingState shape="chart" />,
    "a job that waits": () => <AILoadingState progress={{ state: "queued" }} />,
    "a job that runs": () => <AILoadingState progress={{ state: "running" }} />,
    "a job at a step": () => (
      <AILoadingState progress={{ state: "running", step: { name: "read", number: 1, of: 4 } }} />
    ),
    "a job that counts": () => (
      <AILoadingState
        progress={{ state: "running", step: { name: "measure", number: 1, of: 4, done: 412, total: 1_280 } }}
      />
    ),
  },
});
