import type { ReactNode } from "react";
import { AIButton } from "@/components/AIButton/AIButton";
import { Dialog } from "@/components/Dialog/Dialog";
import { useText } from "./text";

interface Props {
  /** Whether that is meant, by name. */
  question: string;
  /** What goes with it. */
  children: ReactNode;
  onKeep: () => void;
  onRemove: () => void;
}

/** Asks once before something is removed for good. */
export function Removing({ question, children, onKeep, onRemove }: Props) {
  const say = useText();
  return (
    <Dialog
      open
      onClose={onKeep}
      title={question}
      actions={
        <>
          <AIButton onClick={onKeep}>{say("keep")}</AIButton>
          <AIButton kind="danger" onClick={onRemove}>
            {say("remove")}
          </AIButton>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
