import type { Model } from "@/api/client";
import { Range } from "@/components/AIConfidenceIndicator/AIConfidenceIndicator";
import { Table, type Column } from "@/components/Table/Table";
import { useLanguage } from "@/i18n/language";
import { useText } from "./text";
import style from "./win_loss.module.css";

interface Line {
  name: string;
  n_won: number;
  n_lost: number;
  win_rate: Model<"Estimate">;
  differs?: number | null;
}

interface Props {
  title: string;
  /** What the lines are: values of a field, quarters. */
  of: string;
  lines: readonly Line[];
  /** Each line's win rate was tested against that of the others. */
  tested?: boolean;
}

/** Win rates below each other, with their intervals. */
export function Segments({ title, of, lines, tested = false }: Props) {
  const say = useText();
  const { formats } = useLanguage();
  if (lines.length === 0) return null;
  const columns: Column<Line>[] = [
    { key: "name", name: of, cell: (line) => <span dir="auto">{line.name}</span> },
    {
      key: "rate",
      name: say("segments.rate"),
      cell: ({ win_rate }) => (
        <div className={style.rate}>
          <strong>{formats.percent(win_rate.value)}</strong>
          <Range
            small
            estimate={win_rate}
            spoken={say("benchmarks.range", {
              value: formats.percent(win_rate.value),
              low: formats.percent(win_rate.low),
              high: formats.percent(win_rate.high),
            })}
          />
        </div>
      ),
    },
    { key: "won", name: say("segments.won"), figure: true, cell: (line) => formats.number(line.n_won) },
    { key: "lost", name: say("segments.lost"), figure: true, cell: (line) => formats.number(line.n_lost) },
  ];
  if (tested) {
    columns.push({
      key: "differs",
      name: say("segments.differs"),
      figure: true,
      cell: ({ differs }) =>
        differs == null
          ? say("segments.untested")
          : say(differs <= 0.1 ? "segments.yes" : "segments.no", {
              q: formats.number(differs, { maximumFractionDigits: 3 }),
            }),
    });
  }
  return (
    <section className={style.section}>
      <h2>{title}</h2>
      <Table label={title} columns={columns} rows={lines} keyOf={(line) => line.name} />
    </section>
  );
}
