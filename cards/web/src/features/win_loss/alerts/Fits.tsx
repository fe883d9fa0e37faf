import type { Model } from "@/api/client";
import { DealLink } from "../DealLink";
import { useDealNames } from "../useDealNames";
import style from "../win_loss.module.css";
import { useText } from "./text";
import { waiting } from "./waiting";

/** Deals that a rule fits now. */
export function Fits({ found: { found, error } }: { found: Model<"EvaluatedOut"> }) {
  const say = useText();
  const names = useDealNames(found.map((one) => one.deal));
  return (
    <>
      <p>{error ? say("failed", { why: error }) : say("fits", { n: found.length })}</p>
      <ul className={style.deals}>
        {found.map((one) => (
          <li key={`${one.connection} ${one.deal}`}>
            <DealLink id={one.deal} connection={one.connection} names={names} />{" "}
            <span dir="auto">{one.why}</span>{" "}
            {one.held && <span className={style.soft}>{say("held", { why: waiting(say, one.held) })}</span>}
          </li>
        ))}
      </ul>
    </>
  );
}
