import { Link } from "react-router";
import { Table, type Column } from "@/components/Table/Table";
import { useLanguage } from "@/i18n/language";
import style from "./connections.module.css";
import { StandingMark } from "./Standing";
import { useText } from "./text";
import { recordsOf, type Connection } from "./useConnections";

export function ConnectionList({ found }: { found: readonly Connection[] }) {
  const say = useText();
  const { formats } = useLanguage();
  const columns: readonly Column<Connection>[] = [
    {
      key: "key",
      name: say("connection"),
      cell: (one) => (
        <>
          <Link to={`/connections/${encodeURIComponent(one.key)}`}>{one.key}</Link>
          <span className={style.beside}>
            {say("account", { connector: one.label, account: one.account })}
          </span>
        </>
      ),
    },
    { key: "standing", tour: "state", name: say("state"), cell: (one) => <StandingMark of={one} /> },
    {
      key: "records",
      name: say("records"),
      figure: true,
      spare: true,
      cell: (one) => formats.number(recordsOf(one)),
    },
    {
      key: "last",
      name: say("lastSync"),
      cell: ({ sync }) =>
        sync.last_success_at ? (
          <time dateTime={sync.last_success_at} title={formats.moment(sync.last_success_at)}>
            {formats.relative(sync.last_success_at)}
          </time>
        ) : (
          say("notYet")
        ),
    },
  ];
  return <Table label={say("title")} columns={columns} rows={found} keyOf={(one) => one.key} />;
}
