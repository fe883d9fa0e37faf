import { Link } from "react-router";
import { Dialog } from "@/components/Dialog/Dialog";
import { CoachCard } from "./CoachCard";
import { useText } from "./text";

interface Props {
  dealId: string;
  connection: string;
  name: string;
  onClose: () => void;
}

/** The coach of one deal beside the list it was opened from; steps are settled here. */
export function DealCoachModal({ dealId, connection, name, onClose }: Props) {
  const say = useText();
  return (
    <Dialog
      open
      kind="side"
      wide
      onClose={onClose}
      title={<span dir="auto">{name || dealId}</span>}
      actions={
        <Link to={`/deals/${encodeURIComponent(dealId)}?connection=${encodeURIComponent(connection)}`}>
          {say("coach.full")}
        </Link>
      }
    >
      <CoachCard dealId={dealId} connection={connection} level={2} eager />
    </Dialog>
  );
}
