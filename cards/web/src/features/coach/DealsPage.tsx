import { useDeferredValue, useId, useState } from "react";
import { Link } from "react-router";
import { AIButton } from "@/components/AIButton/AIButton";
import { Range } from "@/components/AIConfidenceIndicator/AIConfidenceIndicator";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import { Table, type Column } from "@/components/Table/Table";
import { useLanguage } from "@/i18n/language";
import { useMay } from "@/session/session";
import { PageHead } from "@/shell/PageHead";
import { Nothing } from "@/components/Nothing/Nothing";
import style from "./coach.module.css";
import { DealCoachButton } from "./DealCoachButton";
import { useText } from "./text";
import { PAGE, useDeals, type ListedDeal, type Outcome } from "./useDeals";

const OUTCOMES = ["open", "won", "lost"] as const;

const TOUR = ["search", "chance", "coach"] as const;

/** Every deal with its chance and what to do first; the coach opens over the list. */
export default function DealsPage() {
  const say = useText();
  const field = useId();
  const [search, setSearch] = useState("");
  const [outcome, setOutcome] = useState<Outcome | "">("open");
  const [page, setPage] = useState(0);
  const { data, error, refetch, isPlaceholderData } = useDeals(
    useDeferredValue(search.trim()),
    outcome,
    page,
  );
  const columns = useColumns();
  const deals = data?.items;
  return (
    <>
      <PageHead
        title={say("deals.title")}
        lead={say("deals.lead")}
        tour={{
          name: "deals",
          ready: Boolean(deals?.length),
          steps: TOUR.map((at) => ({ at, title: say(`tour.${at}`), text: say(`tour.${at}.text`) })),
        }}
      />
      <form
        className={style.filters}
        role="search"
        data-tour="search"
        onSubmit={(event) => event.preventDefault()}
      >
        <label htmlFor={field} className={style.field}>
          <span>{say("deals.search")}</span>
          <input
            id={field}
            type="search"
            value={search}
            maxLength={200}
            onChange={(event) => {
              setSearch(event.target.value);
              setPage(0);
            }}
          />
        </label>
        <label className={style.field}>
          <span>{say("deals.outcome")}</span>
          <select
            value={outcome}
            onChange={(event) => {
              setOutcome(event.target.value as Outcome | "");
              setPage(0);
            }}
          >
            <option value="">{say("deals.all")}</option>
            {OUTCOMES.map((one) => (
              <option key={one} value={one}>
                {say(`deals.${one}`)}
              </option>
            ))}
          </select>
        </label>
      </form>
      {error ? (
        <AIErrorState error={error} onRetry={() => void refetch()} />
      ) : !deals ? (
        <AILoadingState rows={8} label={say("deals.loading")} />
      ) : deals.length === 0 && page === 0 ? (
        search ? (
          <Nothing>{say("deals.noMatch")}</Nothing>
        ) : (
          <NoDeals />
        )
      ) : (
        <div aria-busy={isPlaceholderData}>
          <Table
            label={say("deals.title")}
            columns={columns}
            rows={deals}
            keyOf={(deal) => `${deal.connection} ${deal.id}`}
          />
          {(page > 0 || deals.length === PAGE) && (
            <nav className={style.pages} aria-label={say("deals.pages")}>
              <AIButton size="small" disabled={page === 0} onClick={() => setPage(page - 1)}>
                {say("deals.before")}
              </AIButton>
              <AIButton size="small" disabled={deals.length < PAGE} onClick={() => setPage(page + 1)}>
                {say("deals.after")}
              </AIButton>
            </nav>
          )}
        </div>
      )}
    </>
  );
}

/** Only where there is no deal in any state one is told to get some. */
function NoDeals() {
  const say = useText();
  const mayConnect = useMay("admin");
  const { data } = useDeals("", "", 0);
  if (!data) return <AILoadingState rows={1} label={say("deals.loading")} />;
  if (data.items.length > 0) return <Nothing>{say("deals.noneSo")}</Nothing>;
  return (
    <Nothing>
      {say("deals.none")} {mayConnect && <Link to="/connect">{say("deals.connect")}</Link>}
    </Nothing>
  );
}

function useColumns(): readonly Column<ListedDeal>[] {
  const say = useText();
  const { formats } = useLanguage();
  return [
    {
      key: "name",
      name: say("deals.deal"),
      cell: (deal) => (
        <>
          <Link
            to={`/deals/${encodeURIComponent(deal.id)}?connection=${encodeURIComponent(deal.connection)}`}
            dir="auto"
          >
            {deal.name || deal.id}
          </Link>
          <span className={style.beside} dir="auto">
            {[deal.company, deal.stage].filter(Boolean).join(" · ")}
          </span>
        </>
      ),
    },
    {
      key: "chance",
      tour: "chance",
      name: say("deals.chance"),
      cell: (deal) =>
        deal.p_win ? (
          <div className={style.chance}>
            <strong>{formats.percent(deal.p_win.value)}</strong>
            <Range
              small
              estimate={deal.p_win}
              spoken={say("deals.spoken", {
                value: formats.percent(deal.p_win.value),
                range: formats.percentRange(deal.p_win.low, deal.p_win.high),
              })}
            />
          </div>
        ) : (
          <span className={style.soft}>{say("deals.unknown")}</span>
        ),
    },
    {
      key: "first",
      name: say("deals.first"),
      spare: true,
      // The engine's own words, in its language.
      cell: (deal) => <span dir="auto">{deal.headline}</span>,
    },
    {
      key: "amount",
      name: say("deals.amount"),
      figure: true,
      spare: true,
      cell: (deal) =>
        deal.amount === null
          ? ""
          : deal.currency
            ? formats.money(deal.amount, deal.currency)
            : formats.number(deal.amount),
    },
    {
      key: "close",
      name: say("deals.close"),
      figure: true,
      spare: true,
      cell: (deal) => {
        const at = deal.closed_at ?? deal.expected_close_at;
        return at ? formats.day(at) : "";
      },
    },
    {
      key: "coach",
      name: <span className="spoken">{say("coach.open")}</span>,
      cell: (deal) => <DealCoachButton dealId={deal.id} connection={deal.connection} name={deal.name} />,
    },
  ];
}
