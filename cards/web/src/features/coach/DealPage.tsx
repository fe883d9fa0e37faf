import { Link, useParams, useSearchParams } from "react-router";
import { PageHead } from "@/shell/PageHead";
import { CoachCard } from "./CoachCard";
import style from "./coach.module.css";
import { DealHistory } from "./DealHistory";
import { useText } from "./text";

/** One deal: the coach, and what it said before. */
export default function DealPage() {
  const say = useText();
  const { dealId = "" } = useParams();
  const [query] = useSearchParams();
  const connection = query.get("connection") ?? undefined;
  return (
    <>
      <PageHead title={say("deal.title", { id: dealId })} lead={<Link to="/deals">{say("deal.back")}</Link>}>
        <Link
          to={`/deals/${encodeURIComponent(dealId)}/committee${query.size > 0 ? `?${query.toString()}` : ""}`}
        >
          {say("deal.committee")}
        </Link>
        <Link
          to={`/win-loss/deals/${encodeURIComponent(dealId)}${query.size > 0 ? `?${query.toString()}` : ""}`}
        >
          {say("deal.winLoss")}
        </Link>
      </PageHead>
      <div className={style.stack}>
        <CoachCard dealId={dealId} connection={connection} />
        <DealHistory dealId={dealId} connection={connection} />
      </div>
    </>
  );
}
