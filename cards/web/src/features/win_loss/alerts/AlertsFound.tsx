import type { Model } from "@/api/client";
import { Nothing } from "@/components/Nothing/Nothing";
import { Table, type Column } from "@/components/Table/Table";
import { useLanguage } from "@/i18n/language";
import { DealLink } from "../DealLink";
import { useDealNames } from "../useDealNames";
import style from "../win_loss.module.css";
import { useText } from "./text";
import { waiting } from "./waiting";

type Alert = Model<"AlertOut">;

interface Props {
  alerts: readonly Alert[];
  rules: readonly Model<"AlertRuleOut">[];
}

/** What rules found, newest first: said, waiting, or over. */
export function AlertsFound({ alerts, rules }: Props) {
  const say = useText();
  const { formats } = useLanguage();
  const names = useDealNames(alerts.map((one) => one.deal_id));
  const ruleNames = new Map(rules.map((stored) => [stored.id, stored.rule.name]));
  const stateOf = (one: Alert) => {
    if (one.cleared_at) return say("found.gone", { when: formats.relative(one.cleared_at) });
    if (one.sent_at) return say("found.said", { when: formats.relative(one.sent_at) });
    return say("held", { why: waiting(say, one.reason ?? "") });
  };
  const columns: readonly Column<Alert>[] = [
    {
      key: "deal",
      name: say("found.deal"),
      cell: (one) => (
        <div className={style.words}>
          <DealLink id={one.deal_id} connection={one.connection} names={names} />
        </div>
      ),
    },
    {
      key: "why",
      name: say("found.why"),
      cell: (one) => (
        <div className={style.sentence}>
          <span dir="auto">{one.why}</span>
          <span className={style.beside} dir="auto">
            {ruleNames.get(one.rule_id)}
          </span>
        </div>
      ),
    },
    { key: "state", name: say("state"), cell: (one) => <div className={style.words}>{stateOf(one)}</div> },
  ];
  return (
    <section className={style.section}>
      <h2>{say("found.title")}</h2>
      {alerts.length === 0 ? (
        <Nothing>{say("found.none")}</Nothing>
      ) : (
        <Table label={say("found.title")} columns={columns} rows={alerts} keyOf={(one) => one.id} />
      )}
    </section>
  );
}
