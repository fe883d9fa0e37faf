import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { Model } from "@/api/client";
import { AIButton } from "../AIButton/AIButton";
import { AIConfidenceIndicator } from "../AIConfidenceIndicator/AIConfidenceIndicator";
import { toClipboard } from "../clipboard";
import { AIErrorState } from "../AIErrorBoundary/AIErrorState";
import { Evidence } from "../Evidence/Evidence";
import { useText } from "../text";
import style from "./blocks/blocks.module.css";
import { useCard } from "./card";
import { Heading } from "./Section";
import { Words } from "../Words/Words";

/** One text to say or send: copied with a click or its number key, edited first if need be, rated after. */
export function ReplyItem({ reply, place }: { reply: Model<"Reply">; place: number }) {
  const say = useText();
  const { proof, reply: tell } = useCard();
  const [wording, setWording] = useState(reply.text);
  const [editing, setEditing] = useState(false);
  const [said, setSaid] = useState("");
  const [rating, setRating] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const shown = useRef<HTMLParagraphElement>(null);

  const changed = wording.trim() !== reply.text.trim();
  const copy = async () => {
    if (!(await toClipboard(wording, shown.current))) {
      setSaid(say("reply.notCopied"));
      return;
    }
    setSaid(say("reply.copied"));
    // Not knowing that it was used is a pity, but no reason to trouble whoever is in a conversation.
    await tell?.({
      replyId: reply.id,
      ...(changed ? { action: "edited", text: wording } : { action: "copied" }),
    }).catch(() => undefined);
  };
  const rate = async (stars: number) => {
    setError(null);
    try {
      await tell?.({ replyId: reply.id, action: "rated", rating: stars });
      setRating(stars);
    } catch (failure) {
      setError(failure);
    }
  };

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const typing = event.target instanceof Element && event.target.closest("input, textarea, select");
    if (event.ctrlKey || event.metaKey || event.altKey || typing || event.key !== String(place)) return;
    event.preventDefault();
    void copy();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);

  return (
    <li className={style.step}>
      <Heading below={2}>{reply.tone}</Heading>
      {!editing ? (
        <Words as="p" ref={shown} className={style.reply}>
          {wording}
        </Words>
      ) : (
        <textarea
          className={style.reply}
          rows={5}
          maxLength={4000}
          dir="auto"
          aria-label={say("reply.wording")}
          value={wording}
          onChange={(event) => setWording(event.target.value)}
        />
      )}
      {reply.score && (
        <p className={style.facts}>
          <AIConfidenceIndicator
            size="line"
            estimate={reply.score}
            label={say("reply.helped", { n: reply.score.n })}
          />
        </p>
      )}
      {reply.why && <p className={style.soft}>{reply.why}</p>}
      {reply.checked && <p className={style.soft}>{reply.checked}</p>}
      <Evidence items={proof(reply.evidence)} />
      <div className={style.bar}>
        <AIButton size="small" kind="primary" onClick={() => void copy()}>
          {say("reply.copy")}
        </AIButton>
        <AIButton size="small" aria-expanded={editing} onClick={() => setEditing(!editing)}>
          {say("reply.edit")}
        </AIButton>
        {changed && (
          <AIButton size="small" kind="quiet" onClick={() => setWording(reply.text)}>
            {say("reply.original")}
          </AIButton>
        )}
        {tell && (
          <>
            <AIButton size="small" kind="quiet" aria-pressed={rating === 5} onClick={() => void rate(5)}>
              {say("reply.good")}
            </AIButton>
            <AIButton size="small" kind="quiet" aria-pressed={rating === 1} onClick={() => void rate(1)}>
              {say("reply.bad")}
            </AIButton>
          </>
        )}
        <span role="status" className={style.soft}>
          {said}
        </span>
      </div>
      {error !== null && <AIErrorState error={error} compact />}
    </li>
  );
}
