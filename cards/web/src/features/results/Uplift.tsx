import type { Model } from "@/api/client";
import { Axis } from "@/components/Axis/Axis";
import { useLanguage } from "@/i18n/language";
import style from "./results.module.css";
import { useText } from "./text";

/** A change in points with its interval, drawn around zero: a bar that crosses the middle tells nothing yet. */
export function Uplift({ estimate }: { estimate: Model<"Estimate"> }) {
  const say = useText();
  const { formats } = useLanguage();
  const points = (share: number) =>
    formats.number(share * 100, { maximumFractionDigits: 0, signDisplay: "exceptZero" });
  const spoken = say("did.points", {
    value: points(estimate.value),
    low: points(estimate.low),
    high: points(estimate.high),
  });
  return (
    <span className={style.uplift}>
      <Axis value={estimate.value} low={estimate.low} high={estimate.high} reach={REACH} />
      <span>{spoken}</span>
    </span>
  );
}

/** Half the width stands for this much; more is drawn at the edge. */
const REACH = 0.5;
