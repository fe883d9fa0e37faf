import type { Model } from "@/api/client";
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
      <span className={style.axis} aria-hidden="true">
        <span
          className={style.span}
          style={{ insetInlineStart: place(estimate.low), insetInlineEnd: place(-estimate.high) }}
        />
        <span className={style.point} style={{ insetInlineStart: place(estimate.value) }} />
      </span>
      <span>{spoken}</span>
    </span>
  );
}

/** Half the width stands for this much; more is drawn at the edge. */
const REACH = 0.5;
const place = (share: number) => `${50 + (Math.max(-REACH, Math.min(REACH, share)) / REACH) * 50}%`;
