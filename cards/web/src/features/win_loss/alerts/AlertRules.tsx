import { useState } from "react";
import type { Model } from "@/api/client";
import { AIButton } from "@/components/AIButton/AIButton";
import { Nothing } from "@/components/Nothing/Nothing";
import { Table, type Column } from "@/components/Table/Table";
import { useLanguage } from "@/i18n/language";
import style from "../win_loss.module.css";
import { Removing } from "./Removing";
import { useText } from "./text";

type StoredRule = Model<"AlertRuleOut">;

/** What whoever may change rules can do with one. */
export interface RuleActions {
  change: (stored: StoredRule) => void;
  look: (stored: StoredRule) => void;
  remove: (id: string) => void;
  /** The rule that something is being done with. */
  busy?: string | undefined;
}

interface Props {
  rules: readonly StoredRule[];
  patterns: readonly Model<"PatternOut">[];
  actions?: RuleActions | undefined;
}

/** Rules there are, when they last looked, and what keeps one from looking. */
export function AlertRules({ rules, patterns, actions }: Props) {
  const say = useText();
  const [asked, setAsked] = useState<StoredRule | null>(null);
  if (rules.length === 0) return <Nothing>{say("none")}</Nothing>;
  const labels = new Map(patterns.map((pattern) => [pattern.key, pattern.label]));
  const columns: Column<StoredRule>[] = [
    {
      key: "name",
      name: say("name"),
      cell: ({ rule }) => (
        <div className={style.words}>
          <span dir="auto">{rule.name}</span>
          {labels.get(rule.pattern) !== rule.name && (
            <span className={style.beside} dir="auto">
              {labels.get(rule.pattern) ?? rule.pattern}
            </span>
          )}
        </div>
      ),
    },
    { key: "state", name: say("state"), cell: (stored) => <State stored={stored} /> },
  ];
  if (actions) {
    columns.push({
      key: "actions",
      name: <span className="spoken">{say("actions")}</span>,
      cell: (stored) => {
        const { name, active } = stored.rule;
        const busy = actions.busy === stored.id;
        return (
          <div className={style.actions}>
            <AIButton size="small" kind="quiet" onClick={() => actions.change(stored)}>
              {say("change")}
              <span className="spoken"> {name}</span>
            </AIButton>
            {active && (
              <AIButton size="small" kind="quiet" busy={busy} onClick={() => actions.look(stored)}>
                {say("look")}
                <span className="spoken"> {name}</span>
              </AIButton>
            )}
            <AIButton size="small" kind="quiet" onClick={() => setAsked(stored)}>
              {say("remove")}
              <span className="spoken"> {name}</span>
            </AIButton>
          </div>
        );
      },
    });
  }
  return (
    <>
      <Table label={say("rules")} columns={columns} rows={rules} keyOf={(stored) => stored.id} />
      {asked && actions && (
        <Removing
          question={say("sure", { name: asked.rule.name })}
          onKeep={() => setAsked(null)}
          onRemove={() => {
            actions.remove(asked.id);
            setAsked(null);
          }}
        >
          <p>{say("goes")}</p>
        </Removing>
      )}
    </>
  );
}

function State({ stored: { rule, error, evaluated_at: looked } }: { stored: StoredRule }) {
  const say = useText();
  const { formats } = useLanguage();
  return (
    <div className={style.words}>
      {error ? (
        <span className={style.down}>{say("failed", { why: error })}</span>
      ) : !rule.active ? (
        say("off")
      ) : looked ? (
        say("looked", { when: formats.relative(looked) })
      ) : (
        say("notYet")
      )}
      {rule.quiet && (
        <span className={style.beside}>
          {say("quiet.says", { start: rule.quiet.start, end: rule.quiet.end, zone: rule.quiet.zone })}
        </span>
      )}
    </div>
  );
}
