import type { Model } from "@/api/client";
import { useCard } from "../AIInsightCard/card";
import { Disclosure } from "../Disclosure/Disclosure";
import { Evidence } from "../Evidence/Evidence";
import { useText } from "../text";
import style from "./charts.module.css";
import { Words } from "../Words/Words";

type Bar = Model<"Bar">;

/** Contributions to the left and right of zero, each with its size in words and its evidence. */
export default function Bars({ bars, shown }: { bars: readonly Bar[]; shown: number | null }) {
  const say = useText();
  const most = Math.max(...bars.map((bar) => Math.abs(bar.value)), Number.EPSILON);
  // Zero in the middle. A library's scale for this line would cost an embedded card a tenth of its size.
  const scale = (value: number) => 50 + (value / most) * 50;
  const folded = shown === null ? [] : bars.slice(shown);
  const list = (some: readonly Bar[]) => (
    <ul className={style.bars}>
      {some.map((bar) => (
        <BarRow
          key={bar.key}
          bar={bar}
          from={scale(Math.min(0, bar.value))}
          to={scale(Math.max(0, bar.value))}
        />
      ))}
    </ul>
  );
  return (
    <>
      {list(shown === null ? bars : bars.slice(0, shown))}
      {folded.length > 0 && (
        <Disclosure className={style.more} summary={say("chart.more", { n: folded.length })}>
          {list(folded)}
        </Disclosure>
      )}
    </>
  );
}

function BarRow({ bar, from, to }: { bar: Bar; from: number; to: number }) {
  const { proof } = useCard();
  return (
    <li className={style.bar}>
      <Words>{bar.label}</Words>
      <span className={style.size}>{bar.words}</span>
      {/* The words beside it say what it shows. */}
      <svg className={style.track} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect x={0} y={0} width={100} height={6} className={style.ground} />
        <rect
          x={from}
          y={0}
          width={Math.max(to - from, 0.6)}
          height={6}
          className={style[bar.value < 0 ? "against" : "for"]}
        />
        <rect x={49.75} y={0} width={0.5} height={6} className={style.zero} />
      </svg>
      <div className={style.proof}>
        <Evidence items={proof(bar.evidence)} />
      </div>
    </li>
  );
}
