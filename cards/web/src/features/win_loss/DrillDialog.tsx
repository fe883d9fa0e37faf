import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { api, dataOf, type Model } from "@/api/client";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import { Dialog } from "@/components/Dialog/Dialog";
import { EvidenceRow } from "@/components/Evidence/Evidence";
import { useLanguage } from "@/i18n/language";
import { Nothing } from "@/components/Nothing/Nothing";
import type { Factor } from "./Factors";
import { dealAt } from "./links";
import { Odds } from "./Odds";
import { useText as useTextOfDeal } from "./explained/text";
import { useText } from "./text";
import style from "./win_loss.module.css";

const PAGE = 10;
const OUTCOMES = ["lost", "won", "open"] as const;
type Outcome = (typeof OUTCOMES)[number];

interface Props {
  factor: Factor;
  cohort: Model<"CohortIn">;
  onClose: () => void;
}

/** The deals behind a factor, those first in which it counts most, with what their records say. */
export function DrillDialog({ factor, cohort, onClose }: Props) {
  const say = useText();
  const sayOfDeal = useTextOfDeal();
  const [outcome, setOutcome] = useState<Outcome | "">("");
  const [page, setPage] = useState(0);
  const body = { cohort, factor: factor.key, outcome: outcome || null, limit: PAGE, offset: page * PAGE };
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ["win-loss-drill", body],
    queryFn: () => dataOf(api.POST("/api/ai/win-loss-analysis/drill", { body })),
    placeholderData: keepPreviousData,
  });
  return (
    <Dialog open kind="side" wide onClose={onClose} title={<span dir="auto">{factor.label}</span>}>
      <div className={style.stack}>
        <Odds estimate={factor.odds_ratio} />
        <label className={style.field}>
          <span>{say("drill.outcome")}</span>
          <select
            value={outcome}
            onChange={(event) => {
              setOutcome(event.target.value as Outcome | "");
              setPage(0);
            }}
          >
            <option value="">{say("drill.all")}</option>
            {OUTCOMES.map((one) => (
              <option key={one} value={one}>
                {sayOfDeal(`outcome.${one}`)}
              </option>
            ))}
          </select>
        </label>
        {error ? (
          <AIErrorState error={error} onRetry={() => void refetch()} />
        ) : !data ? (
          <AILoadingState rows={6} label={say("drill.loading")} />
        ) : data.items.length === 0 ? (
          <Nothing>{say("drill.none")}</Nothing>
        ) : (
          <>
            <p role="status">{say("drill.total", { n: data.total })}</p>
            <ul className={style.deals} aria-busy={isPlaceholderData}>
              {data.items.map((deal) => (
                <DrilledDeal key={`${deal.connection} ${deal.deal_id}`} deal={deal} />
              ))}
            </ul>
            <nav className={style.bar} aria-label={say("drill.pages")}>
              <AIButton size="small" disabled={page === 0} onClick={() => setPage(page - 1)}>
                {say("drill.before")}
              </AIButton>
              <AIButton
                size="small"
                disabled={(page + 1) * PAGE >= data.total}
                onClick={() => setPage(page + 1)}
              >
                {say("drill.after")}
              </AIButton>
            </nav>
          </>
        )}
      </div>
    </Dialog>
  );
}

function DrilledDeal({ deal }: { deal: Model<"DrilledDealOut"> }) {
  const say = useText();
  const sayOfDeal = useTextOfDeal();
  const { formats } = useLanguage();
  const value = typeof deal.value === "number" ? formats.number(deal.value) : deal.value;
  return (
    <li className={style.finding}>
      <p>
        <Link to={dealAt(deal.deal_id, deal.connection)} dir="auto">
          {deal.name || deal.deal_id}
        </Link>{" "}
        <span className={style.tag}>{sayOfDeal(`outcome.${deal.outcome}`)}</span>{" "}
        {deal.closed_at && <time dateTime={deal.closed_at}>{formats.day(deal.closed_at)}</time>}
      </p>
      {value !== null && <p className={style.soft}>{say("drill.value", { value })}</p>}
      {deal.evidence.length > 0 && (
        <ul>
          {deal.evidence.map((item) => (
            <EvidenceRow key={item.id} item={item} />
          ))}
        </ul>
      )}
    </li>
  );
}
