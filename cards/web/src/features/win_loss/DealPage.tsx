import { Link, useParams, useSearchParams } from "react-router";
import { PageHead } from "@/shell/PageHead";
import { Answered } from "./explained/Answered";
import { DealExplained } from "./explained/DealExplained";
import { Handing } from "./Handing";
import { dealAt } from "./links";
import { useText } from "./text";
import { useDealNames } from "./useDealNames";
import style from "./win_loss.module.css";

/** Why one deal was won or lost, or stands where it stands. */
export default function DealPage() {
  const say = useText();
  const { dealId = "" } = useParams();
  const [query] = useSearchParams();
  const connection = query.get("connection");
  const known = useDealNames([dealId]).get(dealId) ?? [];
  const deal = known.find((one) => connection === null || one.connection === connection);
  const coach = `/deals/${encodeURIComponent(dealId)}${connection ? `?connection=${encodeURIComponent(connection)}` : ""}`;
  return (
    <>
      <PageHead
        title={say("deal.title", { name: deal?.name || dealId })}
        lead={<Link to="/win-loss">{say("deal.back")}</Link>}
      >
        <Link to={coach}>{say("deal.coach")}</Link>
      </PageHead>
      <div className={style.stack}>
        <div className={style.bar}>
          <Handing options={{ deal: dealId, ...(connection ? { connection } : {}) }} />
        </div>
        <Answered asked={{ deal_id: dealId, connection }}>
          {(insight) => (
            <DealExplained
              insight={insight}
              refer={(one) => (
                <Link to={dealAt(one.deal_id, one.connection)} dir="auto">
                  {one.name || one.deal_id}
                </Link>
              )}
            />
          )}
        </Answered>
      </div>
    </>
  );
}
