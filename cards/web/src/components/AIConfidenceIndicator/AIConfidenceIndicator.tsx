import type { ReactNode } from "react";
import type { Model } from "@/api/client";
import { classes } from "@/design/classes";
import { useLanguage } from "@/i18n/language";
import { useText } from "../text";
import style from "./AIConfidenceIndicator.module.css";
import { Words } from "../Words/Words";

export type Estimate = Model<"Estimate">;

interface Props {
  /** A share between 0 and 1 with its 90 % interval. */
  estimate: Estimate;
  /** What it is the share of, e.g. "Chance to win". */
  label: string;
  /** The explanation in words, where the server sent one; otherwise one is made from the figures. */
  words?: string | undefined;
  baseline?: number | null | undefined;
  baselineLabel?: string | undefined;
  /** `line` fits into a row of text: figure, range and n without the drawing. */
  size?: "figure" | "line";
  /** Stands below the explanation: what kind of figure this is. */
  help?: ReactNode;
}

/** A probability that shows how sure it is: the figure, its 90 % interval drawn and said, and what it rests on. */
export function AIConfidenceIndicator({
  estimate,
  label,
  words,
  baseline,
  baselineLabel,
  size = "figure",
  help,
}: Props) {
  const say = useText();
  const { formats } = useLanguage();
  const { value, low, high, n } = estimate;
  const figure = formats.percent(value);
  const range = formats.percentRange(low, high);
  const observed = say("confidence.n", { n });
  if (size === "line") {
    return (
      <span className={style.line}>
        <strong>{figure}</strong> {label}{" "}
        <span className={style.soft}>{say("confidence.range", { range })}</span>
      </span>
    );
  }
  const explained = words ? (
    <Words>{words}</Words>
  ) : (
    say("confidence.words", { value: whole(value), low: whole(low), high: whole(high) })
  );
  return (
    <div className={style.place}>
      <div className={style.indicator} role="group" aria-label={label}>
        <p className={style.figure}>
          <strong className={style.number}>{figure}</strong>
          <span className={style.label}>{label}</span>
        </p>
        <div className={style.explained}>
          <Range
            estimate={estimate}
            baseline={baseline}
            spoken={say("confidence.spoken", { figure, range })}
          />
          <p className={style.words}>
            {explained}
            {baseline != null &&
              ` ${say("confidence.baseline", { label: baselineLabel ?? "", value: formats.percent(baseline) })}`}
          </p>
          <div className={style.soft}>
            {say("confidence.interval", { range })} ·{" "}
            <span className={style.whole}>
              {observed}
              {help}
            </span>
          </div>
        </div>
      </div>
    </div>
  );
}

interface RangeProps {
  estimate: Pick<Estimate, "value" | "low" | "high">;
  baseline?: number | null | undefined;
  spoken: string;
  small?: boolean;
}

/** The interval on a scale from 0 to 100 %, with the value in it and a mark where the usual value lies. */
export function Range({ estimate, baseline, spoken, small = false }: RangeProps) {
  return (
    <div className={classes(style.range, small && style.small)} role="img" aria-label={spoken}>
      <span className={style.track} />
      <span
        className={style.band}
        style={{ insetInlineStart: place(estimate.low), insetInlineEnd: place(1 - estimate.high) }}
      />
      {baseline != null && <span className={style.baseline} style={{ insetInlineStart: place(baseline) }} />}
      <span className={style.point} style={{ insetInlineStart: place(estimate.value) }} />
    </div>
  );
}

const place = (share: number) => `${Math.min(1, Math.max(0, share)) * 100}%`;
const whole = (share: number) => Math.round(share * 100);
