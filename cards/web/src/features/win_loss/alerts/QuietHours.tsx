import type { Model } from "@/api/client";
import { useLanguage } from "@/i18n/language";
import style from "../win_loss.module.css";
import { useText } from "./text";

type Quiet = Model<"QuietHours">;

interface Props {
  quiet: Quiet | null;
  onChange: (quiet: Quiet | null) => void;
}

const DAYS = [0, 1, 2, 3, 4, 5, 6] as const;
/** What most people mean who want quiet: evenings and nights where they are. */
const usual = (): Quiet => ({ start: "20:00", end: "07:00", zone: here(), whole_days: [] });
const here = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
const zones = () => Intl.supportedValuesOf("timeZone");

/** When a rule says nothing: hours of each day, and whole days. */
export function QuietHours({ quiet, onChange }: Props) {
  const say = useText();
  const { formats } = useLanguage();
  const change = (part: Partial<Quiet>) => {
    if (quiet) onChange({ ...quiet, ...part });
  };
  return (
    <fieldset className={style.fieldset}>
      {/* “From” and “Until” alone say nothing to whoever hears one field at a time. */}
      <legend className="spoken">{say("quiet")}</legend>
      <label className={style.inline}>
        <input
          type="checkbox"
          checked={quiet !== null}
          onChange={(event) => onChange(event.target.checked ? usual() : null)}
        />
        <span>{say("quiet")}</span>
      </label>
      {quiet && (
        <>
          <div className={style.bar}>
            <label className={style.field}>
              <span>{say("quiet.from")}</span>
              <input
                type="time"
                required
                value={quiet.start}
                onChange={(event) => change({ start: event.target.value })}
              />
            </label>
            <label className={style.field}>
              <span>{say("quiet.until")}</span>
              <input
                type="time"
                required
                value={quiet.end}
                onChange={(event) => change({ end: event.target.value })}
              />
            </label>
            <label className={style.field}>
              <span>{say("quiet.zone")}</span>
              <select value={quiet.zone} onChange={(event) => change({ zone: event.target.value })}>
                {[...new Set([quiet.zone, "UTC", ...zones()])].map((zone) => (
                  <option key={zone}>{zone}</option>
                ))}
              </select>
            </label>
          </div>
          <fieldset className={style.bar}>
            <legend>{say("quiet.days")}</legend>
            {DAYS.map((day) => (
              <label key={day} className={style.inline}>
                <input
                  type="checkbox"
                  checked={quiet.whole_days.includes(day)}
                  // A rule that may never speak is no rule, so the last day stays.
                  disabled={quiet.whole_days.length === 6 && !quiet.whole_days.includes(day)}
                  onChange={(event) =>
                    change({
                      whole_days: event.target.checked
                        ? [...quiet.whole_days, day].sort()
                        : quiet.whole_days.filter((one) => one !== day),
                    })
                  }
                />
                <span>{formats.weekday(day)}</span>
              </label>
            ))}
          </fieldset>
          <p className={style.soft}>{say("quiet.note")}</p>
        </>
      )}
    </fieldset>
  );
}
