import { useState } from "react";
import { defineStates } from "@/gallery/states";
import { AIButton } from "../AIButton/AIButton";
import { Dialog } from "./Dialog";

function Opened({ kind, wide }: { kind: "middle" | "side"; wide?: boolean }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <AIButton onClick={() => setOpen(true)}>Open ({kind})</AIButton>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        kind={kind}
        wide={wide ?? false}
        title="Disconnect HubSpot?"
        actions={
          <>
            <AIButton onClick={() => setOpen(false)}>Keep it</AIButton>
            <AIButton kind="danger">Disconnect</AIButton>
          </>
        }
      >
        <p>
          Records that were read stay until you delete them; what was written into the CRM can be taken back
          first.
        </p>
      </Dialog>
    </>
  );
}

export default defineStates({
  of: "Dialog",
  states: {
    "in the middle": () => <Opened kind="middle" />,
    "at the side": () => <Opened kind="side" />,
    wide: () => <Opened kind="middle" wide />,
  },
});
