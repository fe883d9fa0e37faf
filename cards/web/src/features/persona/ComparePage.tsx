import { useQuery } from "@tanstack/react-query";
import { Link, useSearchParams } from "react-router";
import { api, dataOf } from "@/api/client";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import { PageHead } from "@/shell/PageHead";
import { Nothing } from "@/components/Nothing/Nothing";
import { Comparison } from "./Comparison";
import { Files } from "./Files";
import style from "./persona.module.css";
import { ShareButton } from "./ShareButton";
import { useText } from "./text";
import { MOST_COMPARED } from "./usePeople";

/** Two to four people side by side: `people/compare?ids=1,2`. */
export default function ComparePage() {
  const say = useText();
  const [asked] = useSearchParams();
  const ids = [...new Set((asked.get("ids") ?? "").split(",").map((id) => id.trim()))].filter(Boolean);
  const enough = ids.length >= 2 && ids.length <= MOST_COMPARED;
  const connection = asked.get("connection");
  const query = { ids: ids.join(","), ...(connection ? { connection } : {}) };
  const { data, error, refetch } = useQuery({
    queryKey: ["comparison", query],
    enabled: enough,
    queryFn: () => dataOf(api.GET("/api/ai/persona/comparison", { params: { query } })),
  });
  return (
    <>
      <PageHead title={say("comparison.title")} lead={<Link to="/people">{say("person.back")}</Link>}>
        {data && (
          <>
            <Files kind="comparison" formats={["pdf", "md", "json"]} query={query} />
            <ShareButton
              share={(body) =>
                dataOf(api.POST("/api/ai/persona/comparison/share", { params: { query }, body }))
              }
            />
          </>
        )}
      </PageHead>
      <div className={style.stack}>
        {!enough ? (
          <Nothing>{say("compare.how", { most: MOST_COMPARED })}</Nothing>
        ) : error ? (
          <AIErrorState error={error} onRetry={() => void refetch()} />
        ) : !data ? (
          <AILoadingState shape="table" rows={8} label={say("comparison.loading")} />
        ) : (
          <Comparison found={data} />
        )}
      </div>
    </>
  );
}
