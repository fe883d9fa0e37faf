import { useEffect, useRef } from "react";
import { AIInsightCard } from "@/components/AIInsightCard/AIInsightCard";
import style from "./objection.module.css";
import { useText } from "./text";
import { useAnswers } from "./useObjections";

interface Props {
  objectionId: string;
  /** Somebody just asked for them, as against a link that brings them along. */
  asked: boolean;
}

/**
 * The answers to one objection. They take the focus when they were asked for and are there: a screen reader begins to read them, they
 * come into sight on a phone, and their number keys work, which in the field would only write figures.
 */
export function Answers({ objectionId, asked }: Props) {
  const say = useText();
  const shown = useAnswers(objectionId);
  const place = useRef<HTMLDivElement>(null);
  const there = asked && shown.card !== undefined;
  useEffect(() => {
    if (there) place.current?.focus();
  }, [there]);
  return (
    <div ref={place} className={style.answers} role="region" aria-label={say("answers")} tabIndex={-1}>
      <AIInsightCard {...shown} />
    </div>
  );
}
