import { useQuery } from "@tanstack/react-query";
import { api, dataOf, type Model } from "@/api/client";
import { download } from "@/api/download";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import { Table, type Column } from "@/components/Table/Table";
import { useLanguage } from "@/i18n/language";
import { Nothing } from "@/components/Nothing/Nothing";
import style from "./objection.module.css";
import { useText } from "./text";

type Past = Model<"PastObjectionOut">;

/** What was asked before and what was done with the answers; each opens again. */
export function ObjectionHistory({ onOpen }: { onOpen: (objectionId: string) => void }) {
  const say = useText();
  const { formats } = useLanguage();
  const { data, error, refetch } = useQuery({
    queryKey: ["objections"],
    queryFn: () => dataOf(api.GET("/api/ai/objection-handler", { params: { query: { limit: 20 } } })),
  });
  const columns: readonly Column<Past>[] = [
    {
      key: "text",
      name: say("past.text"),
      cell: (one) => (
        <AIButton kind="quiet" size="small" onClick={() => onOpen(one.id)}>
          <span className={style.said} dir="auto">
            {one.text}
          </span>
        </AIButton>
      ),
    },
    { key: "category", name: say("past.category"), cell: (one) => one.category.replaceAll("_", " ") },
    {
      key: "did",
      name: say("past.did"),
      spare: true,
      cell: (one) => [...new Set(one.responses.flatMap((answer) => answer.did))].join(", "),
    },
    { key: "at", name: say("past.at"), cell: (one) => formats.relative(one.at) },
  ];
  return (
    <section aria-labelledby="past">
      <header className={style.bar}>
        <h2 id="past">{say("past.title")}</h2>
        <AIButton
          size="small"
          kind="quiet"
          onClick={() => void download("/api/ai/objection-handler/export", { format: "csv" })}
        >
          {say("past.csv")}
        </AIButton>
      </header>
      {error ? (
        <AIErrorState error={error} onRetry={() => void refetch()} compact />
      ) : !data ? (
        <AILoadingState rows={3} label={say("past.title")} />
      ) : data.items.length === 0 ? (
        <Nothing>{say("past.none")}</Nothing>
      ) : (
        <Table label={say("past.title")} columns={columns} rows={data.items} keyOf={(one) => one.id} />
      )}
    </section>
  );
}
