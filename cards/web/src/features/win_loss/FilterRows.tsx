import { AIButton } from "@/components/AIButton/AIButton";
import { asksForValue, OPERATORS, type Operator, type Row } from "./filter";
import { useText } from "./text";
import style from "./win_loss.module.css";

interface Props {
  rows: readonly Row[];
  /** Id of the list with names of fields. */
  names: string;
  onChange: (rows: readonly Row[]) => void;
}

const SIGNS = {
  "=": "op.is",
  "!=": "op.isNot",
  "<": "op.less",
  "<=": "op.atMost",
  ">": "op.more",
  ">=": "op.atLeast",
  in: "op.oneOf",
  contains: "op.contains",
  known: "op.known",
  unknown: "op.unknown",
} as const satisfies Record<Operator, string>;

/** Lines of a filter; all of them have to hold. */
export function FilterRows({ rows, names, onChange }: Props) {
  const say = useText();
  const change = (place: number, part: Partial<Row>) =>
    onChange(rows.map((row, at) => (at === place ? { ...row, ...part } : row)));
  return (
    <>
      {rows.map((row, place) => (
        // Lines have no name of their own; what is typed in them lives above, so their place is enough.
        <div key={place} role="group" aria-label={say("form.line", { n: place + 1 })} className={style.bar}>
          <label className={style.field}>
            <span>{say("form.field")}</span>
            <input
              list={names}
              value={row.field}
              maxLength={120}
              onChange={(event) => change(place, { field: event.target.value })}
            />
          </label>
          <label className={style.field}>
            <span>{say("form.operator")}</span>
            <select
              value={row.operator}
              onChange={(event) => change(place, { operator: event.target.value as Operator })}
            >
              {OPERATORS.map((operator) => (
                <option key={operator} value={operator}>
                  {say(SIGNS[operator])}
                </option>
              ))}
            </select>
          </label>
          {asksForValue(row.operator) && (
            <label className={style.field}>
              <span>{say(row.operator === "in" ? "form.values" : "form.value")}</span>
              <input
                value={row.value}
                maxLength={500}
                onChange={(event) => change(place, { value: event.target.value })}
              />
            </label>
          )}
          <AIButton size="small" kind="quiet" onClick={() => onChange(rows.filter((_, at) => at !== place))}>
            {say("form.remove")}
            <span className="spoken"> {row.field || say("form.line", { n: place + 1 })}</span>
          </AIButton>
        </div>
      ))}
      <div>
        <AIButton size="small" onClick={() => onChange([...rows, { field: "", operator: "=", value: "" }])}>
          {say("form.add")}
        </AIButton>
      </div>
    </>
  );
}
