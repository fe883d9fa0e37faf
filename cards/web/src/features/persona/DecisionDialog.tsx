import { useId, useState } from "react";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { Dialog } from "@/components/Dialog/Dialog";
import style from "./persona.module.css";
import { useText } from "./text";
import type { Decision } from "./usePersona";

const MOST = 300;

/** A decision that needs words before it can be taken. */
export interface Asked {
  trait: string;
  label: string;
  /** What stands now. */
  value: string;
  decision: "state" | "reject";
}

interface Props {
  asked: Asked;
  busy: boolean;
  error: unknown;
  onDecide: (given: Decision) => void;
  onClose: () => void;
}

/** Asks for the statement in one's own words, or for the reason why one is wrong. */
export function DecisionDialog({ asked, busy, error, onDecide, onClose }: Props) {
  const say = useText();
  const form = useId();
  const states = asked.decision === "state";
  const [value, setValue] = useState(asked.value);
  const [reason, setReason] = useState("");
  const needed = (states ? value : reason).trim();
  const reasonField = (
    <label className={style.field}>
      <span>{say(states ? "decide.whyOptional" : "decide.why")}</span>
      <input
        value={reason}
        maxLength={MOST}
        required={!states}
        onChange={(event) => setReason(event.target.value)}
      />
    </label>
  );
  return (
    <Dialog
      open
      onClose={onClose}
      title={say(states ? "decide.stateTitle" : "decide.rejectTitle", { label: asked.label })}
      actions={
        <>
          <AIButton onClick={onClose}>{say("decide.cancel")}</AIButton>
          <AIButton type="submit" form={form} kind="primary" busy={busy} disabled={!needed}>
            {say(states ? "decide.save" : "decide.rejectNow")}
          </AIButton>
        </>
      }
    >
      <form
        id={form}
        className={style.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!needed) return;
          const { trait, decision } = asked;
          onDecide({ trait, decision, reason: reason.trim(), ...(states ? { value: value.trim() } : {}) });
        }}
      >
        {states && (
          <label className={style.field}>
            <span>{say("decide.words")}</span>
            <input
              value={value}
              maxLength={MOST}
              required
              dir="auto"
              onChange={(event) => setValue(event.target.value)}
            />
          </label>
        )}
        {reasonField}
        <p className={style.soft}>{say(states ? "decide.holds" : "decide.silent")}</p>
        {error != null && <AIErrorState error={error} compact />}
      </form>
    </Dialog>
  );
}
