import { Range } from "@/components/AIConfidenceIndicator/AIConfidenceIndicator";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import { Nothing } from "@/components/Nothing/Nothing";
import { SaveFile } from "@/components/SaveFile/SaveFile";
import { Table, type Column } from "@/components/Table/Table";
import { useLanguage } from "@/i18n/language";
import style from "./coach.module.css";
import { useText } from "./text";
import { useHistory, type Version } from "./useHistory";

interface Props {
  dealId: string;
  connection: string | undefined;
}

/** What was said of a deal, newest first: its chance, what moved it, and what was done with each step. */
export function DealHistory({ dealId, connection }: Props) {
  const say = useText();
  const { data, error, refetch } = useHistory(dealId, connection);
  const columns = useColumns();
  const file = `/api/ai/deal-coach/${encodeURIComponent(dealId)}/history`;
  const query = { limit: 100, ...(connection ? { connection } : {}) };
  return (
    <section data-tour="history">
      <header className={style.bar}>
        <h2>{say("history.title")}</h2>
        {(data ?? []).length > 0 && (
          <>
            <SaveFile path={file} query={{ format: "csv", ...query }}>
              {say("history.csv")}
            </SaveFile>
            <SaveFile path={file} query={{ format: "md", ...query }}>
              {say("history.md")}
            </SaveFile>
          </>
        )}
      </header>
      {error ? (
        <AIErrorState error={error} onRetry={() => void refetch()} compact />
      ) : !data ? (
        <AILoadingState shape="table" rows={3} label={say("history.title")} />
      ) : data.length === 0 ? (
        <Nothing>{say("history.none")}</Nothing>
      ) : (
        <Table label={say("history.title")} columns={columns} rows={data} keyOf={(one) => one.id} />
      )}
    </section>
  );
}

function useColumns(): readonly Column<Version>[] {
  const say = useText();
  const { formats } = useLanguage();
  return [
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
        <ul className={style.lines} dir="auto" lang={one.language}>
          {(one.changes ?? []).map((change) => (
            <li key={change.what}>{change.what}</li>
          ))}
        </ul>
      ),
    },
    {
      key: "steps",
      name: say("history.steps"),
      cell: ({ payload: { actions = [] }, language }) => (
        <ul className={style.lines} dir="auto">
          {actions.map(({ id, title, state }) => (
            <li key={id} data-state={state.state}>
              <span lang={language}>{title}</span>
              {state.state !== "open" && (
                <>
                  {" "}
                  <span className={style.state}>{say(`history.${state.state}`)}</span>
                </>
              )}
            </li>
          ))}
        </ul>
      ),
    },
  ];
}
