import { useMutation } from "@tanstack/react-query";
import { useId, useState } from "react";
import { api, dataOf, type Model } from "@/api/client";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { Table, type Column } from "@/components/Table/Table";
import { Nothing } from "@/components/Nothing/Nothing";
import style from "./connections.module.css";
import { useText } from "./text";
import { useWritten } from "./useWritten";

type Write = Model<"PlannedWriteOut">;

/** Says what would be written on a deal, field by field, and writes nothing. */
export function DryRun({ connection }: { connection: string }) {
  const say = useText();
  const field = useId();
  const [deal, setDeal] = useState("");
  const run = useMutation({
    mutationFn: () =>
      dataOf(api.POST("/api/deliveries/dry-run", { body: { connection, deal_id: deal.trim() || null } })),
  });
  return (
    <section className={style.panel} aria-labelledby="dry-run">
      <h2 id="dry-run">{say("dryRun.title")}</h2>
      <p className={style.soft}>{say("dryRun.lead")}</p>
      <form
        className={style.bar}
        onSubmit={(event) => {
          event.preventDefault();
          run.mutate();
        }}
      >
        <label htmlFor={field} className={style.field}>
          <span>{say("dryRun.deal")}</span>
          <input
            id={field}
            maxLength={128}
            spellCheck={false}
            value={deal}
            onChange={(event) => setDeal(event.target.value)}
          />
        </label>
        <AIButton type="submit" busy={run.isPending}>
          {say("dryRun.run")}
        </AIButton>
      </form>
      <div role="status" className={style.stack}>
        {run.data && (
          <>
            <p>
              {say("dryRun.looked")}{" "}
              {run.data.deal.url ? (
                <a href={run.data.deal.url} target="_blank" rel="noopener noreferrer" dir="auto">
                  {run.data.deal.name || run.data.deal.id}
                </a>
              ) : (
                <span dir="auto">{run.data.deal.name || run.data.deal.id}</span>
              )}
            </p>
            <PlannedWrites found={run.data.writes} />
          </>
        )}
      </div>
      {run.error && <AIErrorState error={run.error} compact />}
    </section>
  );
}

interface Change {
  name: string;
  before: string;
  after: string;
  left: boolean;
}

export function PlannedWrites({ found }: { found: readonly Write[] }) {
  const say = useText();
  const { written } = useWritten();
  const columns: readonly Column<Change>[] = [
    { key: "name", name: say("dryRun.field"), cell: (one) => written(one.name) },
    { key: "before", name: say("dryRun.before"), cell: (one) => <span dir="auto">{one.before}</span> },
    {
      key: "after",
      name: say("dryRun.after"),
      cell: (one) => (
        <span dir="auto" className={style.words}>
          {one.left ? say("dryRun.left") : one.after}
        </span>
      ),
    },
  ];
  if (found.length === 0) return <Nothing>{say("dryRun.nothing")}</Nothing>;
  return found.map((write) => {
    const title = say("dryRun.write", { action: written(write.action) });
    return (
      <div key={`${write.action} ${write.insight_kind} ${write.target_type} ${write.target_id}`}>
        <h3 className={style.write}>{title}</h3>
        <Table label={title} columns={columns} rows={changesOf(write)} keyOf={(one) => one.name} />
      </div>
    );
  });
}

/** Parts of a note or a task that are for the CRM, not for people. */
const UNSHOWN = new Set(["body_html", "at", "owner_id"]);

function changesOf({ before, after, conflicts }: Write): Change[] {
  const names = [...new Set([...Object.keys(after), ...Object.keys(conflicts)])];
  return names
    .filter((name) => !UNSHOWN.has(name))
    .map((name) => ({
      name,
      before: conflicts[name] ?? wordOf(before[name]),
      after: wordOf(after[name]),
      left: name in conflicts,
    }));
}

const wordOf = (value: unknown): string =>
  value === null || value === undefined || value === ""
    ? "–"
    : typeof value === "string"
      ? value
      : JSON.stringify(value);
