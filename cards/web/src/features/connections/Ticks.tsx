import type { Model } from "@/api/client";
import style from "./connections.module.css";

interface Props {
  legend: string;
  hint: string;
  found: readonly Model<"ChoiceOut">[];
  ticked: ReadonlySet<string>;
  onChange: (ticked: Set<string>) => void;
}

/** Several of several; what is not there to be ticked is told by the hint. */
export function Ticks({ legend, hint, found, ticked, onChange }: Props) {
  return (
    <fieldset className={style.ticks}>
      <legend>{legend}</legend>
      <p className={style.soft}>{hint}</p>
      <div className={style.columns}>
        {found.map(({ name, label }) => (
          <label key={name}>
            <input
              type="checkbox"
              checked={ticked.has(name)}
              onChange={(event) => {
                const next = new Set(ticked);
                if (event.target.checked) next.add(name);
                else next.delete(name);
                onChange(next);
              }}
            />
            <span dir="auto">{label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
