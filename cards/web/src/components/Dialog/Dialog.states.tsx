import { defineStates } from "@/gallery/states";
import { AIButton } from "../AIButton/AIButton";
import { Dialog } from "./Dialog";

const nothing = () => undefined;

const dialog = (kind: "middle" | "side", wide = false, times = 1) => (
  <Dialog
    open
    onClose={nothing}
    kind={kind}
    wide={wide}
    title="Disconnect HubSpot?"
    actions={
      <>
        <AIButton>Keep it</AIButton>
        <AIButton kind="danger">Disconnect</AIButton>
      </>
    }
  >
    {Array.from({ length: times }, (_, at) => (
      <p key={at}>
        Records that were read stay until you delete them; what was written into the CRM can be taken back
        first.
      </p>
    ))}
  </Dialog>
);

export default defineStates({
  of: "Dialog",
  states: {},
  dialogs: {
    "in the middle": () => dialog("middle"),
    "at the side": () => dialog("side"),
    wide: () => dialog("middle", true),
    "longer than the window": () => dialog("middle", false, 16),
  },
});
