import { useEffect, useEffectEvent, useId, useRef, useState, type KeyboardEvent as Key } from "react";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { Answers } from "./Answers";
import style from "./objection.module.css";
import { useText } from "./text";
import { useAsking, type About, type Tone } from "./useObjections";

const TONES = ["consultative", "empathetic", "aggressive"] as const;

const MOST = 8_000;

interface Props extends About {
  /** The objection whose answers are in sight. */
  shown: string | null;
  /** How often answers were opened: those opened once more take the focus once more. */
  opened?: number;
  onAnswered: (objectionId: string) => void;
}

/** Takes what the buyer said and shows two or three answers to copy, edit and rate. Alt+O leads into the field. */
export function ObjectionHandlerWidget({ shown, opened = 0, onAnswered, ...about }: Props) {
  const say = useText();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState("");
  const [tone, setTone] = useState<Tone | "">("");
  const ask = useAsking(about);

  const send = () => {
    if (!text.trim() || ask.isPending) return;
    ask.mutate({ text, tone }, { onSuccess: (insight) => onAnswered(insight.subject.id) });
  };
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    // By its place too: with Alt some keyboards write another sign on this key.
    if (!event.altKey || (event.key.toLowerCase() !== "o" && event.code !== "KeyO")) return;
    event.preventDefault();
    field.current?.focus();
    field.current?.select();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);

  const sends = (event: Key) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    send();
  };
  return (
    <>
      <form
        className={style.form}
        data-tour="ask"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <label htmlFor={`${id}-text`}>{say("ask.text")}</label>
        <textarea
          id={`${id}-text`}
          ref={field}
          value={text}
          rows={4}
          maxLength={MOST}
          dir="auto"
          aria-describedby={`${id}-hint`}
          aria-keyshortcuts="Alt+O"
          onChange={(event) => setText(event.target.value)}
          onKeyDown={sends}
        />
        <p id={`${id}-hint`} className={style.soft}>
          {say("ask.hint")}
        </p>
        <fieldset className={style.tones}>
          <legend>{say("ask.tone")}</legend>
          {(["", ...TONES] as const).map((one) => (
            <label key={one}>
              <input type="radio" name={`${id}-tone`} checked={tone === one} onChange={() => setTone(one)} />
              {say(one ? `tone.${one}` : "tone.all")}
            </label>
          ))}
        </fieldset>
        <AIButton type="submit" kind="primary" busy={ask.isPending} disabled={!text.trim()}>
          {say("ask.submit")}
        </AIButton>
        {ask.error && <AIErrorState error={ask.error} onRetry={send} compact />}
      </form>
      {shown && <Answers key={`${shown} ${opened}`} objectionId={shown} asked={opened > 0} />}
    </>
  );
}
