import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, dataOf, type Model } from "@/api/client";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import { Table, type Column } from "@/components/Table/Table";
import { Nothing } from "@/components/Nothing/Nothing";
import { paramsOf, type Person } from "./addresses";
import style from "./persona.module.css";
import { useText } from "./text";
import { personKey } from "./usePersona";

type Difference = Model<"PersonaDifferenceOut">;

/** What one version says otherwise than another; the newest two to begin with. */
export function PersonaDiff({ person, versions }: { person: Person; versions: readonly number[] }) {
  const say = useText();
  const [a, setA] = useState(versions[1] ?? 1);
  const [b, setB] = useState(versions[0] ?? 1);
  const { path, query } = paramsOf(person);
  const { data, error, refetch } = useQuery({
    queryKey: [...personKey(person), "diff", a, b],
    queryFn: () =>
      dataOf(api.GET("/api/ai/persona/{contactId}/diff", { params: { path, query: { ...query, a, b } } })),
  });
  const unsaid = <span className={style.soft}>{say("diff.unsaid")}</span>;
  const columns: readonly Column<Difference>[] = [
    { key: "label", name: say("diff.trait"), cell: (one) => one.label },
    {
      key: "before",
      name: say("diff.version", { version: a }),
      cell: (one) => <span dir="auto">{one.before ?? unsaid}</span>,
    },
    {
      key: "after",
      name: say("diff.version", { version: b }),
      cell: (one) => <span dir="auto">{one.after ?? unsaid}</span>,
    },
  ];
  return (
    <div className={style.part}>
      <h3>{say("diff.title")}</h3>
      <div className={style.filters}>
        <Choose label={say("diff.from")} versions={versions} value={a} onChoose={setA} />
        <Choose label={say("diff.to")} versions={versions} value={b} onChoose={setB} />
      </div>
      {error ? (
        <AIErrorState error={error} onRetry={() => void refetch()} compact />
      ) : !data ? (
        <AILoadingState shape="table" rows={2} label={say("diff.title")} />
      ) : data.items.length === 0 ? (
        <Nothing>{say("diff.same")}</Nothing>
      ) : (
        <Table label={say("diff.title")} columns={columns} rows={data.items} keyOf={(one) => one.key} />
      )}
    </div>
  );
}

interface ChooseProps {
  label: string;
  versions: readonly number[];
  value: number;
  onChoose: (version: number) => void;
}

function Choose({ label, versions, value, onChoose }: ChooseProps) {
  return (
    <label className={style.field}>
      <span>{label}</span>
      <select value={value} onChange={(event) => onChoose(Number(event.target.value))}>
        {versions.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </label>
  );
}
