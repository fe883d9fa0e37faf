import type { Model } from "@/api/client";
import { Nothing } from "@/components/Nothing/Nothing";
import { Table, type Column } from "@/components/Table/Table";
import { useLanguage } from "@/i18n/language";
import style from "./persona.module.css";
import { useText } from "./text";

export type Erasure = Model<"ErasureOut">;
type Part = Model<"ErasurePartOut">;

/** What was removed where; it names nobody. */
export function Receipt({ erasure }: { erasure: Erasure }) {
  const say = useText();
  const { formats } = useLanguage();
  // Places where nothing lay are many and say nothing.
  const told = erasure.parts.filter((part) => part.removed + part.kept > 0 || part.state !== "done");
  const columns: readonly Column<Part>[] = [
    { key: "place", name: say("receipt.place"), cell: (part) => part.place.replaceAll("_", " ") },
    {
      key: "removed",
      name: say("receipt.removed"),
      figure: true,
      cell: (part) => formats.number(part.removed),
    },
    {
      key: "state",
      name: say("receipt.state"),
      cell: (part) => (
        <>
          {say(`receipt.${part.state}`)}
          {part.kept > 0 && ` · ${say("receipt.kept", { n: part.kept })}`}
          {part.code && ` · ${part.code}`}
        </>
      ),
    },
  ];
  return (
    <div className={style.part}>
      <p role="status">
        <strong>{say(`receipt.${erasure.state}`)}</strong>{" "}
        {erasure.finished_at && say("receipt.finished", { when: formats.moment(erasure.finished_at) })}
        {erasure.state === "pending" && say("receipt.again")}
      </p>
      <p className={style.soft}>
        {say("receipt.by", { by: erasure.made_by, when: formats.moment(erasure.at), id: erasure.id })}
      </p>
      {told.length === 0 ? (
        <Nothing>{say("receipt.nothing")}</Nothing>
      ) : (
        <Table label={say("receipt.parts")} columns={columns} rows={told} keyOf={(part) => part.place} />
      )}
      <p className={style.soft}>{say("receipt.empty", { n: erasure.parts.length - told.length })}</p>
    </div>
  );
}
