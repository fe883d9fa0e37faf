import { useDeferredValue, useState } from "react";
import { Link } from "react-router";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import { Table, type Column } from "@/components/Table/Table";
import { PageHead } from "@/shell/PageHead";
import { Nothing } from "@/components/Nothing/Nothing";
import { useMay } from "@/session/session";
import { personPath, receiptPath } from "./addresses";
import { CompareLink, Pick } from "./Picking";
import style from "./persona.module.css";
import { useText } from "./text";
import { PAGE, usePeople, usePicked, type Listed } from "./usePeople";

/** Everybody the CRM knows, to be found by name, title or company; two to four can be set side by side. */
export default function PeoplePage() {
  const say = useText();
  const [search, setSearch] = useState("");
  const [page, setPage] = useState(0);
  const picked = usePicked();
  const { data, error, refetch, isPlaceholderData } = usePeople(useDeferredValue(search.trim()), page);
  const people = data?.items;
  const admin = useMay("admin");
  const columns: readonly Column<Listed>[] = [
    {
      key: "name",
      name: say("people.name"),
      cell: (one) => (
        <Link to={personPath({ contactId: one.id, connection: one.connection })} dir="auto">
          {one.name || one.id}
        </Link>
      ),
    },
    { key: "title", name: say("people.role"), cell: (one) => <span dir="auto">{one.title}</span> },
    // A CRM may name no company of anybody; an empty column says nothing.
    ...(people?.some((one) => one.company)
      ? [
          {
            key: "company",
            name: say("people.company"),
            spare: true,
            cell: (one: Listed) => <span dir="auto">{one.company}</span>,
          },
        ]
      : []),
    {
      key: "pick",
      name: say("compare.title"),
      cell: (one) =>
        one.do_not_profile ? (
          <span className={style.soft}>{say("people.notProfiled")}</span>
        ) : (
          <Pick picked={picked} person={one} name={one.name || one.id} />
        ),
    },
  ];
  return (
    <>
      <PageHead title={say("people.title")} lead={say("people.lead")}>
        {admin && <Link to={receiptPath()}>{say("receipts.title")}</Link>}
      </PageHead>
      <form className={style.search} role="search" onSubmit={(event) => event.preventDefault()}>
        <label className={style.field}>
          <span>{say("people.search")}</span>
          <input
            type="search"
            value={search}
            maxLength={200}
            onChange={(event) => {
              setSearch(event.target.value);
              setPage(0);
            }}
          />
        </label>
      </form>
      {error ? (
        <AIErrorState error={error} onRetry={() => void refetch()} />
      ) : !people ? (
        <AILoadingState shape="table" rows={8} label={say("people.loading")} />
      ) : people.length === 0 && page === 0 ? (
        <Nothing>{say(search ? "people.noMatch" : "people.none")}</Nothing>
      ) : (
        <div aria-busy={isPlaceholderData}>
          <Table
            label={say("people.title")}
            columns={columns}
            rows={people}
            keyOf={(one) => `${one.connection} ${one.id}`}
          />
          <nav className={style.pages} aria-label={say("people.pages")}>
            <AIButton size="small" disabled={page === 0} onClick={() => setPage(page - 1)}>
              {say("people.before")}
            </AIButton>
            <AIButton size="small" disabled={people.length < PAGE} onClick={() => setPage(page + 1)}>
              {say("people.after")}
            </AIButton>
          </nav>
          <CompareLink picked={picked} />
        </div>
      )}
    </>
  );
}
