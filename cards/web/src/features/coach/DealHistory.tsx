import { useQuery } from "@tanstack/react-query";
import { api, dataOf, type Model } from "@/api/client";
import { download } from "@/api/download";
import { AIButton } from "@/components/AIButton/AIButton";
import { Range } from "@/components/AIConfidenceIndicator/AIConfidenceIndicator";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import { Table, type Column } from "@/components/Table/Table";
import { useLanguage } from "@/i18n/language";
import { useLiveQuery } from "@/live/useLive";
import { Nothing } from "@/components/Nothing/Nothing";
import style from "./coach.module.css";
import { useText } from "./text";

type Version = Model<"DealCoachInsight">;

interface Props {
  dealId: string;
  connection: string | undefined;
}

/** What was said of a deal, newest first, and what moved it. */
export function DealHistory({ dealId, connection }: Props) {
  const say = useText();
  const { formats } = useLanguage();
  const key = ["history", dealId, connection ?? null];
  const params = { path: { dealId }, query: { limit: 20, ...(connection ? { connection } : {}) } };
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: async () => {
      const versions = await dataOf(api.GET("/api/ai/deal-coach/{dealId}/history", { params }));
      // The route can write files as well; without a format it is JSON.
      return typeof versions === "string" ? [] : versions.items;
    },
  });
  useLiveQuery(`insight/deal_coach/deal/${dealId}`, key);
  const columns: readonly Column<Version>[] = [
    { key: "at", name: say("history.at"), cell: (one) => formats.moment(one.as_of) },
    {
      key: "chance",
      name: say("deals.chance"),
      cell: ({ payload: { score } }) => (
        <div className={style.chance}>
          <strong>{formats.percent(score.p_win.value)}</strong>
          <Range
            small
            estimate={score.p_win}
            spoken={say("deals.spoken", {
              value: formats.percent(score.p_win.value),
              range: formats.percentRange(score.p_win.low, score.p_win.high),
            })}
          />
        </div>
      ),
    },
    {
      key: "changes",
      name: say("history.changes"),
      cell: (one) => (
        <ul dir="auto">
          {(one.changes ?? []).map((change) => (
            <li key={change.what}>{change.what}</li>
          ))}
        </ul>
      ),
    },
  ];
  const save = (format: "csv" | "md") =>
    download(`/api/ai/deal-coach/${encodeURIComponent(dealId)}/history`, { format, ...params.query });
  return (
    <section aria-labelledby="history">
      <header className={style.bar}>
        <h2 id="history">{say("history.title")}</h2>
        <AIButton size="small" kind="quiet" onClick={() => void save("csv")}>
          {say("history.csv")}
        </AIButton>
        <AIButton size="small" kind="quiet" onClick={() => void save("md")}>
          {say("history.md")}
        </AIButton>
      </header>
      {error ? (
        <AIErrorState error={error} onRetry={() => void refetch()} compact />
      ) : !data ? (
        <AILoadingState rows={3} label={say("history.title")} />
      ) : data.length === 0 ? (
        <Nothing>{say("history.none")}</Nothing>
      ) : (
        <Table label={say("history.title")} columns={columns} rows={data} keyOf={(one) => one.id} />
      )}
    </section>
  );
}
