import style from "../win_loss.module.css";
import { TASK } from "./draft";
import { useText } from "./text";
import { useChannels } from "./useChannels";

interface Props {
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
  /** Whoever may save no rule need not know where others are told. */
  ask: boolean;
}

/** Where a rule tells of a deal: a task in the CRM, and channels that are in use. */
export function Places({ chosen, onChange, ask }: Props) {
  const say = useText();
  const channels = useChannels(ask);
  const places = [
    { id: TASK, name: say("task") },
    ...(channels.data ?? []).filter((one) => one.on || chosen.includes(one.id)),
  ];
  return (
    <fieldset className={style.bar}>
      <legend>{say("deliver")}</legend>
      {places.map((place) => (
        <label key={place.id} className={style.inline}>
          <input
            type="checkbox"
            checked={chosen.includes(place.id)}
            onChange={(event) =>
              onChange(
                event.target.checked ? [...chosen, place.id] : chosen.filter((one) => one !== place.id),
              )
            }
          />
          <span dir="auto">{place.name}</span>
        </label>
      ))}
    </fieldset>
  );
}
