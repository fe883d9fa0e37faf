import { useState } from "react";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { Dialog } from "@/components/Dialog/Dialog";
import style from "./persona.module.css";
import { useText } from "./text";

interface Props {
  busy: boolean;
  error: unknown;
  onWithdraw: (note: string, takeBack: boolean) => void;
  onClose: () => void;
}

/** Asks whether what was written is to be taken out of the CRM as well. */
export function WithdrawDialog({ busy, error, onWithdraw, onClose }: Props) {
  const say = useText();
  const [note, setNote] = useState("");
  const [takeBack, setTakeBack] = useState(true);
  return (
    <Dialog
      open
      onClose={onClose}
      title={say("withdraw.title")}
      actions={
        <>
          <AIButton onClick={onClose}>{say("decide.cancel")}</AIButton>
          <AIButton kind="danger" busy={busy} onClick={() => onWithdraw(note.trim(), takeBack)}>
            {say("approval.withdraw")}
          </AIButton>
        </>
      }
    >
      <div className={style.form}>
        <p>{say("withdraw.words")}</p>
        <label>
          <input type="checkbox" checked={takeBack} onChange={(event) => setTakeBack(event.target.checked)} />
          {say("withdraw.takeBack")}
        </label>
        <label className={style.field}>
          <span>{say("approval.note")}</span>
          <input value={note} maxLength={500} onChange={(event) => setNote(event.target.value)} />
        </label>
        {error != null && <AIErrorState error={error} compact />}
      </div>
    </Dialog>
  );
}
