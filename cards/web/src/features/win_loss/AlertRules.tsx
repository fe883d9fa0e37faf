import { useState } from "react";
import type { Model } from "@/api/client";
import { AIButton } from "@/components/AIButton/AIButton";
import { Dialog } from "@/components/Dialog/Dialog";
import { Table, type Column } from "@/components/Table/Table";
import { useLanguage } from "@/i18n/language";
import { Nothing } from "@/components/Nothing/Nothing";
import { useText } from "./text";
import style from "./win_loss.module.css";

type StoredRule = Model<"AlertRuleOut">;

interface Props {
  rules: readonly StoredRule[];
  patterns: readonly Model<"PatternOut">[];
  /** Left out for whoever may not remove rules. */
  onRemove: ((id: string) => void) | undefined;
  /** The rule that is being removed. */
  removing?: string | undefined;
}

/** Rules there are, when they last looked, and what keeps one from looking. */
export function AlertRules({ rules, patterns, onRemove, removing }: Props) {
  const say = useText();
  const { formats } = useLanguage();
  const [asked, setAsked] = useState<StoredRule | null>(null);
  if (rules.length === 0) return <Nothing>{say("alerts.none")}</Nothing>;
  const labels = new Map(patterns.map((pattern) => [pattern.key, pattern.label]));
  const columns: Column<StoredRule>[] = [
    { key: "name", name: say("alerts.name"), cell: ({ rule }) => <span dir="auto">{rule.name}</span> },
    {
      key: "pattern",
      name: say("alerts.pattern"),
      cell: ({ rule }) => <span dir="auto">{labels.get(rule.pattern) ?? rule.pattern}</span>,
    },
    {
      key: "state",
      name: say("alerts.state"),
      cell: ({ rule, error, evaluated_at }) =>
        error ? (
          <span className={style.down}>{say("alerts.failed", { why: error })}</span>
        ) : !rule.active ? (
          say("alerts.off")
        ) : evaluated_at ? (
          say("alerts.looked", { when: formats.relative(evaluated_at) })
        ) : (
          say("alerts.notYet")
        ),
    },
  ];
  if (onRemove) {
    columns.push({
      key: "remove",
      name: <span className="spoken">{say("alerts.remove")}</span>,
      cell: (stored) => (
        <AIButton size="small" kind="quiet" busy={removing === stored.id} onClick={() => setAsked(stored)}>
          {say("alerts.remove")}
          <span className="spoken"> {stored.rule.name}</span>
        </AIButton>
      ),
    });
  }
  return (
    <>
      <Table label={say("alerts.rules")} columns={columns} rows={rules} keyOf={(stored) => stored.id} />
      {asked && onRemove && (
        <Dialog
          open
          onClose={() => setAsked(null)}
          title={say("alerts.sure", { name: asked.rule.name })}
          actions={
            <>
              <AIButton onClick={() => setAsked(null)}>{say("alerts.keep")}</AIButton>
              <AIButton
                kind="danger"
                onClick={() => {
                  onRemove(asked.id);
                  setAsked(null);
                }}
              >
                {say("alerts.remove")}
              </AIButton>
            </>
          }
        >
          <p>{say("alerts.goes")}</p>
        </Dialog>
      )}
    </>
  );
}
