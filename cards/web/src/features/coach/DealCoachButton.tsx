import { useState } from "react";
import { AIButton } from "@/components/AIButton/AIButton";
import { DealCoachModal } from "./DealCoachModal";
import { useText } from "./text";

interface Props {
  dealId: string;
  connection: string;
  /** The deal's name, for screen readers: a page may hold many of these buttons. */
  name: string;
}

/** Opens the coach of a deal over whatever is in sight. */
export function DealCoachButton({ dealId, connection, name }: Props) {
  const say = useText();
  const [open, setOpen] = useState(false);
  return (
    <>
      <AIButton size="small" data-tour="coach" onClick={() => setOpen(true)}>
        {say("coach.open")}
        <span className="spoken"> {name}</span>
      </AIButton>
      {open && (
        <DealCoachModal dealId={dealId} connection={connection} name={name} onClose={() => setOpen(false)} />
      )}
    </>
  );
}
