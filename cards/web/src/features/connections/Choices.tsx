import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, dataOf, type Model } from "@/api/client";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import style from "./connections.module.css";
import { Ticks } from "./Ticks";
import { useText } from "./text";
import type { Connection } from "./useConnections";
import { useWritten } from "./useWritten";

type Offered = Model<"ChoicesOut">;
export type Selection = Model<"Selection">;

interface Props {
  of: Connection;
  /** What the button says that keeps the choice. */
  keep: string;
  onKept?: (selection: Selection) => void;
}

/** What of a CRM is read and what is written into it: asked of the CRM, chosen here. */
export function Choices({ of: one, ...props }: Props) {
  const say = useText();
  const offered = useQuery({
    queryKey: ["choices", one.key],
    queryFn: () =>
      dataOf(api.GET("/api/ai/connections/{key}/choices", { params: { path: { key: one.key } } })),
    staleTime: Infinity,
  });
  if (offered.error) return <AIErrorState error={offered.error} onRetry={() => void offered.refetch()} />;
  if (!offered.data) return <AILoadingState rows={5} label={say("choices.title")} />;
  return <ChoicesForm of={one} offered={offered.data} {...props} />;
}

export function ChoicesForm({ of: one, offered, keep, onKept }: Props & { offered: Offered }) {
  const say = useText();
  const { written, leaves } = useWritten();
  const client = useQueryClient();
  const { pipelines: all, fields, writes, selection } = offered;
  const [pipelines, setPipelines] = useState(
    () => new Set(selection.pipelines ?? all.map(({ name }) => name)),
  );
  const [read, setRead] = useState(() => new Set(offered.read));
  const [wanted, setWanted] = useState(() => new Set(writes.filter((name) => leaves(selection, name))));
  const save = useMutation({
    mutationFn: () => {
      const body = {
        pipelines: pipelines.size === all.length ? null : [...pipelines],
        fields: same(read, offered.read) ? (selection.fields ?? null) : [...read],
        unwritten: writes.filter((name) => !wanted.has(name)),
        open: one.selection.open,
      };
      return dataOf(
        api.PUT("/api/ai/connections/{key}/selection", { params: { path: { key: one.key } }, body }),
      );
    },
    onSuccess: (saved) => {
      client.setQueryData(["connections", one.key], saved);
      void client.invalidateQueries({ queryKey: ["connections"] });
      onKept?.(saved.selection);
    },
  });
  const none = all.length > 0 && pipelines.size === 0;
  const goes = !one.selection.open && all.some(({ name }) => !pipelines.has(name));
  return (
    <form
      className={style.stack}
      onSubmit={(event) => {
        event.preventDefault();
        if (!none) save.mutate();
      }}
    >
      <Ticks
        legend={say("choices.pipelines")}
        hint={say(all.length > 0 ? "choices.pipelinesHint" : "choices.pipelinesNone", { crm: one.label })}
        found={all}
        ticked={pipelines}
        onChange={setPipelines}
      />
      <Ticks
        legend={say("choices.fields")}
        hint={say(fields.length > 0 ? "choices.fieldsHint" : "choices.fieldsNone", { crm: one.label })}
        found={fields}
        ticked={read}
        onChange={setRead}
      />
      <Ticks
        legend={say("choices.writes", { crm: one.label })}
        hint={say("choices.writesHint")}
        found={writes
          .filter((name) => wanted.has("fields") || ["note", "task", "fields"].includes(name))
          .map((name) => ({ name, label: written(name) }))}
        ticked={wanted}
        onChange={setWanted}
      />
      {none && (
        <p className={style.failure} role="alert">
          {say("choices.one")}
        </p>
      )}
      {goes && !none && <p className={style.soft}>{say("choices.goes")}</p>}
      <div className={style.bar}>
        <AIButton kind="primary" type="submit" busy={save.isPending}>
          {keep}
        </AIButton>
        <span role="status">{save.isSuccess && say("choices.saved")}</span>
      </div>
      {save.error && <AIErrorState error={save.error} compact />}
    </form>
  );
}

const same = (one: ReadonlySet<string>, other: readonly string[]): boolean =>
  one.size === other.length && other.every((name) => one.has(name));
