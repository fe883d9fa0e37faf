import { classes } from "@/design/classes";
import { useLanguage } from "@/i18n/language";
import { Disclosure } from "../Disclosure/Disclosure";
import { useText } from "../text";
import { useWidth } from "./useWidth";
import style from "./charts.module.css";

interface Props {
  label: string;
  /** Seven days, Monday first, of 24 counts. */
  counts: readonly (readonly number[])[];
  noun: string;
}

const HOURS = 24;
const LEVELS = 4;
const CELL = { most: 30, height: 20, gap: 2 };
const LEFT = 40;
const TICKS = [0, 6, 12, 18, 24];
/** Parts of the day that the table adds up; a row of 24 figures is not read. */
const PARTS: readonly [number, number][] = [
  [0, 6],
  [6, 9],
  [9, 12],
  [12, 15],
  [15, 18],
  [18, 24],
];

/** How often something happened by hour of the week: the darker a cell, the more often. */
export default function Heatmap({ label, counts, noun }: Props) {
  const say = useText();
  const { language, formats } = useLanguage();
  const days = daysOf(language);
  const most = Math.max(...counts.flat());
  const busiest = counts.findIndex((row) => row.includes(most));
  const caption = say("heatmap.caption", {
    n: formats.number(counts.flat().reduce((sum, count) => sum + count, 0)),
    noun,
    day: days[busiest] ?? "",
    hour: hour(counts[busiest]?.indexOf(most) ?? 0),
    most: formats.number(most),
  });
  const [frame, width] = useWidth();
  const cell = Math.min(CELL.most, (width - LEFT) / HOURS);
  const bottom = counts.length * CELL.height;
  return (
    <figure ref={frame} className={style.plot}>
      <p className={style.caption}>{caption}</p>
      <svg width={LEFT + HOURS * cell} height={bottom + 20} role="img" aria-label={`${label}. ${caption}`}>
        {counts.map((row, day) => (
          <g key={day}>
            <text x={LEFT - 8} y={day * CELL.height + 14} textAnchor="end" className={style.tick}>
              {days[day]}
            </text>
            {row.map((count, at) => (
              <rect
                key={at}
                x={LEFT + at * cell}
                y={day * CELL.height}
                width={cell - CELL.gap}
                height={CELL.height - CELL.gap}
                rx={2}
                className={classes(style.cell, style[`heat${Math.ceil((count * LEVELS) / most)}`])}
              />
            ))}
          </g>
        ))}
        {TICKS.map((at) => (
          <text key={at} x={LEFT + at * cell} y={bottom + 15} textAnchor={anchor(at)} className={style.tick}>
            {String(at).padStart(2, "0")}
          </text>
        ))}
      </svg>
      <Disclosure className={style.more} summary={say("chart.figures")}>
        <table className={style.figures}>
          <thead>
            <tr>
              <th scope="col">{say("heatmap.day")}</th>
              {PARTS.map(([from, to]) => (
                <th key={from} scope="col">{`${from}–${to}`}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {counts.map((row, day) => (
              <tr key={day}>
                <th scope="row">{days[day]}</th>
                {PARTS.map(([from, to]) => (
                  <td key={from}>
                    {formats.number(row.slice(from, to).reduce((sum, count) => sum + count, 0))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Disclosure>
    </figure>
  );
}

const hour = (at: number) => `${String(at).padStart(2, "0")}:00`;
const anchor = (at: number) => (at === 0 ? "start" : at === HOURS ? "end" : "middle");

/** Names of the days, Monday first. */
function daysOf(language: string): string[] {
  const name = new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" });
  // 2 November 2026 is a Monday.
  return Array.from({ length: 7 }, (_, day) => name.format(new Date(Date.UTC(2026, 10, 2 + day))));
}
