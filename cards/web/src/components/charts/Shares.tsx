import type { Model } from "@/api/client";
import style from "./charts.module.css";
import { Words } from "../Words/Words";

/** Bars whose lengths compare the wholes and whose filling compares the parts. */
export default function Shares({ bars }: { bars: readonly Model<"ShareBar">[] }) {
  const most = Math.max(...bars.map((bar) => bar.whole), 1);
  return (
    <ul className={style.bars}>
      {bars.map((bar) => (
        <li key={bar.key} className={style.bar}>
          <Words>{bar.label}</Words>
          <span className={style.size}>{bar.words}</span>
          {/* The words beside it say what it shows. */}
          <svg className={style.track} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
            <rect width={(100 * bar.whole) / most} height={6} className={style.whole} />
            <rect width={(100 * bar.part) / most} height={6} className={style.part} />
          </svg>
        </li>
      ))}
    </ul>
  );
}
