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
    "a job that says how far": () => (
      <AILoadingState progress={{ state: "running", done: 412, total: 1_280 }} />
    ),
  },
});
