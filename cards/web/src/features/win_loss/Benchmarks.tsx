import type { Model } from "@/api/client";
import { Table, type Column } from "@/components/Table/Table";
import { useLanguage } from "@/i18n/language";
import { useText } from "./text";
import style from "./win_loss.module.css";

type Benchmark = Model<"Benchmark">;

/** Figures of these deals beside those of others. */
export function Benchmarks({ rows }: { rows: readonly Benchmark[] }) {
  const say = useText();
  const { formats } = useLanguage();
  if (rows.length === 0) return null;
  const figure = (unit: string, at: number) =>
    unit === "share"
      ? formats.percent(at)
      : unit === "days"
        ? say("benchmarks.days", { days: formats.number(at, { maximumFractionDigits: 1 }) })
        : formats.number(at, { maximumFractionDigits: unit === "money" ? 0 : 2 });
  const ranged = (unit: string, { value, low, high }: Model<"Estimate">) =>
    say("benchmarks.range", { value: figure(unit, value), low: figure(unit, low), high: figure(unit, high) });
  const columns: readonly Column<Benchmark>[] = [
    { key: "label", name: say("benchmarks.figure"), cell: (row) => <span dir="auto">{row.label}</span> },
    { key: "own", name: say("benchmarks.own"), cell: (row) => ranged(row.unit, row.own) },
    {
      key: "other",
      name: say("benchmarks.other"),
      cell: (row) => (
        <>
          {ranged(row.unit, row.other)}
          <span className={style.beside} dir="auto">
            {row.other_is}
          </span>
        </>
      ),
    },
  ];
  return (
    <section className={style.section}>
      <h2>{say("benchmarks.title")}</h2>
      <Table
        label={say("benchmarks.title")}
        columns={columns}
        rows={rows}
        keyOf={(row) => `${row.key} ${row.other_is}`}
      />
    </section>
  );
}
