import { Link } from "react-router";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import { Table, type Column } from "@/components/Table/Table";
import { useLanguage } from "@/i18n/language";
import { sentence } from "@/i18n/sentence";
import { Nothing } from "@/components/Nothing/Nothing";
import style from "./connections.module.css";
import { StandingMark } from "./Standing";
import { useText } from "./text";
import { moves, recordsOf, type Connection } from "./useConnections";

interface Kind {
  name: string;
  held: number;
  seen: number;
  refused: number;
}

/** How a connection is kept in step: since when, of which kinds how many, what failed and what could not be read. */
export function ConnectionState({ of: one }: { of: Connection }) {
  const say = useText();
  const { formats } = useLanguage();
  const { sync } = one;
  const when = (at: string | null) => (at ? formats.moment(at) : say("notYet"));
  const columns: readonly Column<Kind>[] = [
    { key: "name", name: say("kind"), cell: (kind) => kind.name.replaceAll("_", " ") },
    { key: "held", name: say("held"), figure: true, cell: (kind) => formats.number(kind.held) },
    { key: "seen", name: say("seen"), figure: true, spare: true, cell: (kind) => formats.number(kind.seen) },
    { key: "refused", name: say("refused"), figure: true, cell: (kind) => formats.number(kind.refused) },
  ];
  const kinds = kindsOf(one);
  return (
    <div className={style.panel}>
      <header className={style.bar}>
        <h2>{say("state")}</h2>
        <StandingMark of={one} />
      </header>
      {moves(one) && <SyncProgress of={one} />}
      {sync.error && (
        <p className={style.failure} role="alert" dir="auto">
          {say("failed", { code: sync.error.code })} {sync.error.message && sentence(sync.error.message)}
        </p>
      )}
      <dl className={style.facts}>
        <dt>{say("lastSync")}</dt>
        <dd>{when(sync.last_success_at)}</dd>
        <dt>{say("lastFull")}</dt>
        <dd>{when(sync.last_full_at)}</dd>
        {sync.next_try_at && (
          <>
            <dt>{say("nextTry")}</dt>
            <dd>{when(sync.next_try_at)}</dd>
          </>
        )}
      </dl>
      {sync.state === "in step" && recordsOf(one) > 0 && (
        <p>
          <Link to="/deals">{say("seeDeals")}</Link>
        </p>
      )}
      {kinds.length > 0 ? (
        <Table
          label={say("recordsOf", { connection: one.key })}
          columns={columns}
          rows={kinds}
          keyOf={(kind) => kind.name}
        />
      ) : (
        <Nothing>{say("noRecords")}</Nothing>
      )}
    </div>
  );
}

/** How far a sync is. How many there will be is known to no CRM beforehand, so that what was read is counted. */
export function SyncProgress({ of: { sync, key } }: { of: Connection }) {
  const say = useText();
  const seen = Object.values(sync.progress).reduce((sum, count) => sum + (count.seen ?? 0), 0);
  const phase = ["load", "changes", "compare"].find((one) => one === sync.phase);
  return (
    <div className={style.progress}>
      <AILoadingState
        shape="line"
        rows={0}
        label={key}
        progress={{ state: sync.state === "running" ? "running" : "queued", step: sync.step }}
      />
      {phase && <p role="status">{say(`phase.${phase as "load" | "changes" | "compare"}`, { n: seen })}</p>}
    </div>
  );
}

function kindsOf({ records, sync }: Connection): Kind[] {
  const refused = (name: string) => {
    const row = sync.refused[name];
    return typeof row === "object" && row && "count" in row && typeof row.count === "number" ? row.count : 0;
  };
  return [...new Set([...Object.keys(records), ...Object.keys(sync.progress), ...Object.keys(sync.refused)])]
    .sort()
    .map((name) => ({
      name,
      held: records[name] ?? 0,
      seen: sync.progress[name]?.seen ?? 0,
      refused: refused(name),
    }));
}
