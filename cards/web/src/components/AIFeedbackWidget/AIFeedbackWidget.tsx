import { useId, useRef, useState, type SyntheticEvent } from "react";
import { AIButton } from "../AIButton/AIButton";
import { AIErrorState } from "../AIErrorBoundary/AIErrorState";
import { useText } from "../text";
import style from "./AIFeedbackWidget.module.css";

export interface Feedback {
  helpful: boolean;
  /** In the person's own words; empty when none were given. */
  note: string;
}

interface Props {
  /** Sends the answer; what it rejects with is shown, and the answer can be sent again. */
  onSend: (feedback: Feedback) => Promise<void>;
  /** The question; "Was this useful?" otherwise. */
  question?: string | undefined;
  /** What was answered before. */
  given?: boolean | null;
}

/** Takes an answer in one click, and a reason in one more if somebody wants to give it. */
export function AIFeedbackWidget({ onSend, question, given = null }: Props) {
  const say = useText();
  const note = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [answer, setAnswer] = useState(given);
  const [sending, setSending] = useState<boolean | null>(null);
  const [asking, setAsking] = useState(false);
  const [thanked, setThanked] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const send = async (helpful: boolean, words = "") => {
    setSending(helpful);
    setError(null);
    try {
      await onSend({ helpful, note: words });
      setAnswer(helpful);
      setThanked(true);
      setAsking(!helpful && !words);
    } catch (failure) {
      setError(failure);
    } finally {
      setSending(null);
    }
  };

  const explain = (event: SyntheticEvent) => {
    event.preventDefault();
    void send(false, field.current?.value.trim() ?? "");
  };

  return (
    <div className={style.feedback}>
      <div className={style.row} role="group" aria-label={question ?? say("feedback.question")}>
        <span>{question ?? say("feedback.question")}</span>
        {[true, false].map((helpful) => (
          <AIButton
            key={String(helpful)}
            size="small"
            aria-pressed={answer === helpful}
            className={style.choice}
            busy={sending === helpful}
            onClick={() => void send(helpful)}
          >
            {say(helpful ? "feedback.yes" : "feedback.no")}
          </AIButton>
        ))}
        <span role="status" className={style.thanks}>
          {thanked && sending === null ? say("feedback.thanks") : ""}
        </span>
      </div>
      {asking && (
        <form className={style.why} onSubmit={explain}>
          <label htmlFor={note}>{say("feedback.why")}</label>
          <textarea id={note} ref={field} rows={2} maxLength={500} dir="auto" />
          <AIButton size="small" type="submit" busy={sending !== null}>
            {say("feedback.send")}
          </AIButton>
        </form>
      )}
      {error !== null && <AIErrorState error={error} compact />}
    </div>
  );
}
