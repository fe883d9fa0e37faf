import { Link } from "react-router";
import type { Model } from "@/api/client";
import { AIConfidenceIndicator } from "@/components/AIConfidenceIndicator/AIConfidenceIndicator";
import { Evidence } from "@/components/Evidence/Evidence";
import { Table, type Column } from "@/components/Table/Table";
import { useLanguage } from "@/i18n/language";
import { Axis } from "@/components/Axis/Axis";
import { dealAt } from "./links";
import { proofIn, type Proof } from "./proof";
import { useText } from "./text";
import type { Insight } from "./useAnalysis";
import style from "./win_loss.module.css";

/** One deal: the stated reason beside the records, what moved its chance, deals like it and what happened. */
export function DealExplained({ insight }: { insight: Insight }) {
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
        {payload.score && <AIConfidenceIndicator estimate={payload.score.p_win} label={say("deal.chance")} />}
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
                <Link to={dealAt(one.deal_id, one.connection)} dir="auto">
                  {one.name || one.deal_id}
                </Link>{" "}
                <span className={style.tag}>{say(`outcome.${one.outcome}`)}</span>{" "}
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

interface ContributionsProps {
  rows: readonly Model<"Contribution">[];
  proof: Proof;
}

function Contributions({ rows, proof }: ContributionsProps) {
  const say = useText();
  const { formats } = useLanguage();
  if (rows.length === 0) return null;
  const columns: readonly Column<Model<"Contribution">>[] = [
    {
      key: "label",
      name: say("factors.factor"),
      cell: (row) => (
        <>
          <span dir="auto">{row.label}</span>
          <span className={style.beside}>{say(`category.${row.category}`)}</span>
        </>
      ),
    },
    {
      key: "adds",
      name: say("contributions.adds"),
      cell: ({ contribution }) => (
        <span className={style.odds}>
          <Axis
            value={contribution}
            low={Math.min(0, contribution)}
            high={Math.max(0, contribution)}
            reach={2}
          />
          <span>
            {say(contribution < 0 ? "contributions.lowers" : "contributions.raises", {
              value: formats.number(contribution, { maximumFractionDigits: 2, signDisplay: "exceptZero" }),
            })}
          </span>
        </span>
      ),
    },
    {
      key: "evidence",
      name: say("contributions.evidence"),
      cell: (row) => <Evidence items={proof(row.evidence)} />,
    },
  ];
  const ordered = [...rows].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  return (
    <section className={style.section}>
      <h2>{say("contributions.title")}</h2>
      <p className={style.soft}>{say("contributions.note")}</p>
      <Table label={say("contributions.title")} columns={columns} rows={ordered} keyOf={(row) => row.key} />
    </section>
  );
}
