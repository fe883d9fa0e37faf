import { Link } from "react-router";
import { useLanguage } from "@/i18n/language";
import { comparePath } from "./addresses";
import style from "./persona.module.css";
import { useText } from "./text";
import { MOST_COMPARED, type Listed, type usePicked } from "./usePeople";

type Picked = ReturnType<typeof usePicked>;

interface PickProps {
  picked: Picked;
  person: Pick<Listed, "id" | "connection">;
  name: string;
}

/** Picks somebody to be compared; who can't be picked beside the others can't be ticked. */
export function Pick({ picked, person, name }: PickProps) {
  const say = useText();
  return (
    <label className={style.pick}>
      <input
        type="checkbox"
        checked={picked.has(person)}
        disabled={!picked.takes(person)}
        onChange={() => picked.turn(person, name)}
      />
      <span className="spoken">{say("compare.pick", { name })}</span>
    </label>
  );
}

/** The way to the comparison, once two are picked; until then it says what to do. */
export function CompareLink({ picked }: { picked: Picked }) {
  const say = useText();
  const { formats } = useLanguage();
  const n = picked.ids.length;
  return (
    <div className={style.comparing} role="status" data-picked={n > 0 || undefined}>
      {n > 0 && <span dir="auto">{formats.list(picked.names)}</span>}
      {n < 2 ? (
        <span className={style.soft}>{say("compare.how", { most: MOST_COMPARED })}</span>
      ) : (
        <Link to={comparePath(picked.ids, picked.connection)}>{say("compare.open", { n })}</Link>
      )}
    </div>
  );
}
