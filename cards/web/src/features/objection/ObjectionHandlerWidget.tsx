import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useId, useRef, useState, type KeyboardEvent as Key } from "react";
import { api, dataOf } from "@/api/client";
import { useInsightCard } from "@/cards/useInsightCard";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AIInsightCard } from "@/components/AIInsightCard/AIInsightCard";
import style from "./objection.module.css";
import { useText } from "./text";

const TONES = ["consultative", "empathetic", "aggressive"] as const;
type Tone = (typeof TONES)[number];

const MOST = 8_000;

interface Props {
  dealId?: string | undefined;
  contactId?: string | undefined;
  /** The objection whose answers are in sight. */
  shown: string | null;
  onAnswered: (objectionId: string) => void;
}

/** Takes what the buyer said and shows two or three answers to copy, edit and rate. Alt+O leads into the field. */
export function ObjectionHandlerWidget({ dealId, contactId, shown, onAnswered }: Props) {
  const say = useText();
  const queries = useQueryClient();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState("");
  const [tone, setTone] = useState<Tone | "">("");

  const ask = useMutation({
    mutationFn: () =>
      dataOf(
        api.POST("/api/ai/objection-handler", {
          body: { text, deal_id: dealId, contact_id: contactId, tones: tone ? [tone] : [] },
        }),
      ),
    onSuccess: async (insight) => {
      onAnswered(insight.subject.id);
      await queries.invalidateQueries({ queryKey: ["objections"] });
    },
  });

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!event.altKey || event.key.toLowerCase() !== "o") return;
    event.preventDefault();
    field.current?.focus();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);

  const sends = (event: Key) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !text.trim()) return;
    event.preventDefault();
    ask.mutate();
  };
  return (
    <>
      <form
        className={style.form}
        onSubmit={(event) => {
          event.preventDefault();
          ask.mutate();
        }}
      >
        <label htmlFor={`${id}-text`}>{say("ask.text")}</label>
        <textarea
          id={`${id}-text`}
          ref={field}
          value={text}
          rows={4}
          maxLength={MOST}
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
        {ask.error && <AIErrorState error={ask.error} compact />}
      </form>
      {shown && <Answers key={shown} objectionId={shown} />}
    </>
  );
}

function Answers({ objectionId }: { objectionId: string }) {
  return (
    <div aria-live="polite">
      <AIInsightCard
        {...useInsightCard({ kind: "objection", recordType: "objection", recordId: objectionId })}
      />
    </div>
  );
}
