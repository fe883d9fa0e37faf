import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearchParams } from "react-router";
import { api, dataOf } from "@/api/client";
import { useInsightCard } from "@/cards/useInsightCard";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AIInsightCard } from "@/components/AIInsightCard/AIInsightCard";
import type { Card } from "@/components/AIInsightCard/card";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import { topic, useLiveQuery } from "@/live/useLive";
import { PageHead } from "@/shell/PageHead";
import { Nothing } from "@/components/Nothing/Nothing";
import { Gaps, Members } from "./Committee";
import { Files } from "./Files";
import { CompareLink } from "./Picking";
import style from "./persona.module.css";
import { ShareButton } from "./ShareButton";
import { useText } from "./text";
import { usePicked } from "./usePeople";

/** Who decides on a deal: what is missing first, then the map, then everybody with the way to their persona. */
export default function CommitteePage() {
  const say = useText();
  const { dealId = "" } = useParams();
  const [asked] = useSearchParams();
  const connection = asked.get("connection") ?? undefined;
  const params = { path: { dealId }, query: connection ? { connection } : {} };
  const picked = usePicked();
  const key = ["committee", dealId, connection ?? null];
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: () => dataOf(api.GET("/api/ai/deals/{dealId}/committee", { params })),
  });
  useLiveQuery(topic("insight", "committee", "deal", dealId), key);
  const back = `/deals/${encodeURIComponent(dealId)}${connection ? `?connection=${encodeURIComponent(connection)}` : ""}`;
  return (
    <>
      <PageHead title={say("committee.title")} lead={<Link to={back}>{say("committee.back")}</Link>}>
        {data && (
          <>
            <Files
              kind="committee"
              formats={["pdf", "md", "json"]}
              query={{ deal: dealId, ...(connection ? { connection } : {}) }}
            />
            <ShareButton
              share={(body) => dataOf(api.POST("/api/ai/deals/{dealId}/committee/share", { params, body }))}
            />
          </>
        )}
      </PageHead>
      <div className={style.stack}>
        {error ? (
          <AIErrorState error={error} onRetry={() => void refetch()} />
        ) : !data ? (
          <AILoadingState rows={6} label={say("committee.loading")} />
        ) : data.payload.members.length === 0 ? (
          <Nothing>{say("committee.none")}</Nothing>
        ) : (
          <>
            <Gaps found={data} />
            <CommitteeCard dealId={dealId} connection={connection} />
            <Members found={data} picked={picked} />
            <CompareLink picked={picked} />
          </>
        )}
      </div>
    </>
  );
}

function CommitteeCard({ dealId, connection }: { dealId: string; connection: string | undefined }) {
  const card = useInsightCard({ kind: "committee", recordType: "deal", recordId: dealId, connection });
  return <AIInsightCard {...card} card={card.card && besides(card.card)} />;
}

/** What the page itself says better, with ways to each person, is not said again by the card in the middle of it. */
function besides(card: Card): Card {
  const members = card.blocks.findIndex((block) => block.kind === "table");
  return {
    ...card,
    blocks: card.blocks.filter(
      ({ kind }, place) => kind !== "headline" && kind !== "list" && place !== members,
    ),
  };
}
