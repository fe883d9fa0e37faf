import { Link, useParams, useSearchParams } from "react-router";
import { useLanguage } from "@/i18n/language";
import { PageHead } from "@/shell/PageHead";
import { CoachCard } from "./CoachCard";
import style from "./coach.module.css";
import { DealHistory } from "./DealHistory";
import { useText } from "./text";
import { useDeal, type ListedDeal } from "./useDeals";

const TOUR = ["card-top", "card-main", "card-side", "history"] as const;

/** One deal: the coach, and what it said before. */
export default function DealPage() {
  const say = useText();
  const { dealId = "" } = useParams();
  const [query] = useSearchParams();
  const connection = query.get("connection") ?? undefined;
  const deal = useDeal(dealId, connection);
  const asked = query.size > 0 ? `?${query.toString()}` : "";
  const objections = new URLSearchParams({ deal: dealId, ...(connection ? { connection } : {}) });
  return (
    <>
      <PageHead
        title={deal?.name || say("deal.title", { id: dealId })}
        lead={
          <>
            <Link to="/deals">{say("deal.back")}</Link>
            {deal && <Facts deal={deal} />}
          </>
        }
        tour={{
          name: "deal",
          ready: true,
          steps: TOUR.map((at) => ({ at, title: say(`tour.${at}`), text: say(`tour.${at}.text`) })),
        }}
      >
        <Link to={`/objections?${objections.toString()}`}>{say("deal.objection")}</Link>
        <Link to={`/deals/${encodeURIComponent(dealId)}/committee${asked}`}>{say("deal.committee")}</Link>
        <Link to={`/win-loss/deals/${encodeURIComponent(dealId)}${asked}`}>{say("deal.winLoss")}</Link>
      </PageHead>
      <div className={style.stack}>
        <CoachCard dealId={dealId} connection={connection} />
        <DealHistory dealId={dealId} connection={connection} />
      </div>
    </>
  );
}

function Facts({ deal }: { deal: ListedDeal }) {
  const say = useText();
  const { formats } = useLanguage();
  const { amount, currency } = deal;
  const facts = [
    deal.company,
    deal.outcome === "won" || deal.outcome === "lost" ? say(`deals.${deal.outcome}`) : deal.stage,
    amount !== null && (currency ? formats.money(amount, currency) : formats.number(amount)),
  ];
  return <span dir="auto">{facts.filter(Boolean).map((fact) => ` · ${fact as string}`)}</span>;
}
