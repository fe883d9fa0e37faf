import { useId, useState } from "react";
import { AIButton } from "@/components/AIButton/AIButton";
import { FilterRows } from "./FilterRows";
import { EVERYTHING, type Asked } from "./filter";
import { useText } from "./text";
import style from "./win_loss.module.css";

interface Props {
  /** What the deals are, where there are two forms. */
  legend: string;
  fields: readonly string[];
  asked?: Asked;
  onAsk: (asked: Asked) => void;
}

/** Which deals: lines of field, operator and value that all hold, and when deals closed. */
export function CohortForm({ legend, fields, asked = EVERYTHING, onAsk }: Props) {
  const say = useText();
  const names = useId();
  const [draft, setDraft] = useState(asked);
  const change = (part: Partial<Asked>) => setDraft({ ...draft, ...part });
  const backwards = draft.since !== "" && draft.until !== "" && draft.since >= draft.until;
  return (
    <form
      className={style.form}
      data-tour="cohort"
      onSubmit={(event) => {
        event.preventDefault();
        if (!backwards) onAsk(draft);
      }}
    >
      <fieldset className={style.fieldset}>
        <legend>{legend}</legend>
        <datalist id={names}>
          {fields.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <FilterRows rows={draft.rows} names={names} onChange={(rows) => change({ rows })} />
        <div className={style.bar}>
          <label className={style.field}>
            <span>{say("form.since")}</span>
            <input
              type="date"
              value={draft.since}
              onChange={(event) => change({ since: event.target.value })}
            />
          </label>
          <label className={style.field}>
            <span>{say("form.until")}</span>
            <input
              type="date"
              value={draft.until}
              aria-invalid={backwards}
              aria-describedby={backwards ? `${names}-wrong` : undefined}
              onChange={(event) => change({ until: event.target.value })}
            />
          </label>
          <label className={style.field}>
            <span>{say("form.by")}</span>
            <input
              list={names}
              value={draft.by}
              maxLength={120}
              onChange={(event) => change({ by: event.target.value })}
            />
          </label>
          <AIButton kind="primary" type="submit" disabled={backwards}>
            {say("form.ask")}
          </AIButton>
        </div>
        {backwards && (
          <p id={`${names}-wrong`} role="alert" className={style.down}>
            {say("form.backwards")}
          </p>
        )}
      </fieldset>
    </form>
  );
}
