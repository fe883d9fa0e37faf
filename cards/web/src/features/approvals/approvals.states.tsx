import { Pressed } from "@/gallery/Pressed";
import { defineStates } from "@/gallery/states";
import { Decide } from "./Decide";
import { Patch } from "./Diff";
import { Draft } from "./Draft";
import { answer, claim, patch } from "./examples";

export default defineStates({
  of: "ApprovalPages",
  catalogs: ["approvals"],
  states: {
    "a new version": () => <Draft of={claim} by="Kim" />,
    "a new answer": () => <Draft of={answer} by="Kim" />,
    "to read only": () => <Draft of={claim} by={null} />,
    "what changes": () => <Patch text={patch} />,
    "no change": () => <Patch text="" />,
  },
  dialogs: {
    rejecting: () => (
      <Pressed last>
        <Decide id="data-in-eu" by="Kim" />
      </Pressed>
    ),
  },
});
