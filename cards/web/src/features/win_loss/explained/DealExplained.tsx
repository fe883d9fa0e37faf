import type { ReactNode } from "react";
import type { Model } from "@/api/client";
import { AIConfidenceIndicator } from "@/components/AIConfidenceIndicator/AIConfidenceIndicator";
import { Evidence } from "@/components/Evidence/Evidence";
import { useLanguage } from "@/i18n/language";
import { Contributions } from "./Contributions";
import { proofIn } from "../proof";
import { useText } from "./text";
import type { Insight } from "../useAnalysis";
import style from "../win_loss.module.css";

interface Props {
  insight: Insight;
  /** The way to another deal. */
  refer: (deal: Model<"Alike">) => ReactNode;
}

/** One deal: the stated reason beside the records, what moved its chance, deals like it and what happened. */
export function DealExplained({ insight, refer }: Props) {
  const say = useText();
  const { formats } = useLanguage();
  const { payload } = insight;
  const proof = proofIn(insight);
  const reason = payload.stated_reason_vs_evidence;
  return (
    <div className={style.stack}>
      <div className={style.verdict}>
        {payload.outcome && <p className={style.tag}>{say(`outcome.${payload.outcome}`)}</p>}
        <h2 dir="auto">{payload.headline}</h2>
        {payload.score && <AIConfidenceIndicator estimate={payload.score.p_win} label={say("chance")} />}
      </div>
      {reason && (
        <section className={style.section}>
          <h2>{say("reason.title")}</h2>
          <p>
            <strong>{say(`agreement.${reason.agreement}`)}</strong>
          </p>
          {reason.stated && (
            <blockquote className={style.quote} dir="auto">
              {reason.stated}
            </blockquote>
          )}
          <p dir="auto">{reason.text}</p>
          <Evidence items={proof(reason.evidence)} />
        </section>
      )}
      <Contributions rows={payload.contributions ?? []} proof={proof} />
      {(payload.similar ?? []).length > 0 && (
        <section className={style.section}>
          <h2>{say("similar.title")}</h2>
          <ul className={style.deals}>
            {(payload.similar ?? []).map((one) => (
              <li key={`${one.connection} ${one.deal_id}`}>
                {refer(one)} <span className={style.tag}>{say(`outcome.${one.outcome}`)}</span>{" "}
                {(one.because ?? []).length > 0 &&
                  say("similar.because", { what: formats.list(one.because ?? []) })}
              </li>
            ))}
          </ul>
        </section>
      )}
      {(payload.timeline ?? []).length > 0 && (
        <section className={style.section}>
          <h2>{say("timeline.title")}</h2>
          <ol className={style.deals}>
            {(payload.timeline ?? []).map((event, place) => (
              <li key={place}>
                <time dateTime={event.at} className={style.soft}>
                  {formats.day(event.at)}
                </time>{" "}
                <span dir="auto">{event.text}</span>
                <Evidence items={proof(event.evidence)} />
              </li>
            ))}
          </ol>
        </section>
      )}
    </div>
  );
}
