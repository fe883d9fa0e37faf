import type { Model } from "@/api/client";
import { useLanguage } from "@/i18n/language";
import { Axis } from "@/components/Axis/Axis";
import { useText } from "./text";
import style from "./win_loss.module.css";

const REACH = Math.log(8);

/** An odds ratio with its interval, drawn by its logarithm: twice and half are equally far from 1, the middle. */
export function Odds({ estimate }: { estimate: Model<"Estimate"> }) {
  const say = useText();
  const { formats } = useLanguage();
  const { value, low, high } = estimate;
  const times = (ratio: number) =>
    formats.number(ratio, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return (
    <span className={style.odds} title={estimate.basis}>
      <Axis value={Math.log(value)} low={Math.log(low)} high={Math.log(high)} reach={REACH} />
      <span>{say("odds", { value: times(value), low: times(low), high: times(high) })}</span>
    </span>
  );
}
