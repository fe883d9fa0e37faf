import type { Model } from "@/api/client";
import { useLanguage } from "@/i18n/language";
import { useText } from "./text";
import style from "./win_loss.module.css";

/** The answer in words: what was found, or that nothing was and how large an effect could have hidden. */
export function Verdict({ payload }: { payload: Model<"WinLossPayload"> }) {
  const say = useText();
  const { formats } = useLanguage();
  const found = (payload.factors ?? []).filter((factor) => factor.found).length;
  return (
    <div className={style.verdict}>
      <h2>{found > 0 ? say("verdict.found", { n: found }) : say("verdict.none")}</h2>
      {/* Without a factor it says what stands below, in the language of the engine. */}
      {found > 0 && <p dir="auto">{payload.headline}</p>}
      <p className={style.soft}>
        {say("verdict.deals", { won: payload.n_won, lost: payload.n_lost, open: payload.n_open })}
      </p>
      {payload.detectable !== null && (
        <p className={style.soft}>
          {say("verdict.detectable", {
            odds: formats.number(payload.detectable, { maximumFractionDigits: 2 }),
          })}
        </p>
      )}
    </div>
  );
}
