import style from "./Axis.module.css";

interface Props {
  value: number;
  low: number;
  high: number;
  /** Half the width stands for this much; more is drawn at the edge. */
  reach: number;
}

/** An interval around a middle that stands for "no difference". Decoration: the words beside it say the same. */
export function Axis({ value, low, high, reach }: Props) {
  const place = (at: number) => `${50 + (Math.max(-reach, Math.min(reach, at)) / reach) * 50}%`;
  return (
    <span className={style.axis} aria-hidden="true">
      <span className={style.span} style={{ insetInlineStart: place(low), insetInlineEnd: place(-high) }} />
      <span className={style.point} style={{ insetInlineStart: place(value) }} />
    </span>
  );
}
