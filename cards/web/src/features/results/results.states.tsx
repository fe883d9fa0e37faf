import { defineStates } from "@/gallery/states";
import { Calibration } from "./Calibration";
import { Effectiveness } from "./Effectiveness";
import { calibration, effectiveness } from "./examples";

export default defineStates({
  of: "Results",
  catalogs: ["results"],
  states: {
    ready: () => (
      <>
        <Effectiveness found={effectiveness} />
        <Calibration found={calibration} />
      </>
    ),
    empty: () => (
      <>
        <Effectiveness found={{ ...effectiveness, actions: [] }} />
        <Calibration found={{ ...calibration, overall: null }} />
      </>
    ),
  },
});
