import type { Model } from "@/api/client";
import { Evidence } from "@/components/Evidence/Evidence";
import { useLanguage } from "@/i18n/language";
import { DealLink } from "./DealLink";
import type { Proof } from "./proof";
import { useText } from "./text";
import { useDealNames } from "./useDealNames";
import style from "./win_loss.module.css";

interface Props {
  findings: readonly Model<"Finding">[];
  proof: Proof;
}

/** What to do next, what helps most deals first, with the open deals it touches. */
export function Findings({ findings, proof }: Props) {
  const say = useText();
  const { formats } = useLanguage();
  const names = useDealNames(findings.flatMap((finding) => finding.deals ?? []));
  const points = (share: number) =>
    formats.number(share * 100, { maximumFractionDigits: 0, signDisplay: "exceptZero" });
  if (findings.length === 0) return null;
  return (
    <section className={style.section}>
      <h2>{say("findings.title")}</h2>
      <ol className={style.findings}>
        {findings.map((finding) => (
          <li key={finding.id} className={style.finding}>
            <h3 dir="auto">{finding.title}</h3>
            <p dir="auto">{finding.why}</p>
            <p dir="auto">
              <strong>{say("findings.next")}</strong> {finding.how}
            </p>
            <p className={style.soft}>
              {say("findings.effect", {
                value: points(finding.effect.value),
                low: points(finding.effect.low),
                high: points(finding.effect.high),
                n: finding.touches,
                sure: formats.percent(finding.certainty),
              })}
            </p>
            {(finding.deals ?? []).length > 0 && (
              <p className={style.links}>
                <span>{say("findings.deals")}</span>
                {(finding.deals ?? []).map((deal) => (
                  <DealLink key={deal} id={deal} names={names} />
                ))}
              </p>
            )}
            <Evidence items={proof(finding.evidence)} />
          </li>
        ))}
      </ol>
    </section>
  );
}
