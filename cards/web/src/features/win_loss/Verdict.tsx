import type { Model } from "@/api/client";
import { useLanguage } from "@/i18n/language";
import { useText } from "./text";
import style from "./win_loss.module.css";

/** Odds ratio beyond which an effect that would just show is no answer any more: hardly anything in sales is as large. */
const TELLING = 10;

/** What is missing before deals can be compared; null where nothing is. */
function lackOf({ n_won: won, n_lost: lost, factors, detectable }: Model<"WinLossPayload">) {
  if (won + lost === 0) return "closed";
  if (won === 0) return "won";
  if (lost === 0) return "lost";
  if ((factors ?? []).some((factor) => factor.found)) return null;
  return detectable === null || detectable > TELLING ? "more" : null;
}

/** The answer in words: what was found, that nothing was and how large an effect could have hidden, or what is missing. */
export function Verdict({ payload }: { payload: Model<"WinLossPayload"> }) {
  const say = useText();
  const { formats } = useLanguage();
  const found = (payload.factors ?? []).filter((factor) => factor.found).length;
  const lack = lackOf(payload);
  return (
    <div className={style.verdict}>
      <h2>
        {lack ? say("verdict.few") : found > 0 ? say("verdict.found", { n: found }) : say("verdict.none")}
      </h2>
      {lack && (
        <p>
          {lack === "more"
            ? say("verdict.lacks.more", { n: payload.n_won + payload.n_lost, odds: TELLING })
            : say(`verdict.lacks.${lack}`)}
        </p>
      )}
      {/* Without a factor it says what stands below, in the language of the engine. */}
      {found > 0 && <p dir="auto">{payload.headline}</p>}
      <p className={style.soft}>
        {say("verdict.deals", { won: payload.n_won, lost: payload.n_lost, open: payload.n_open })}
      </p>
      {!lack && payload.detectable !== null && (
        <p className={style.soft}>
          {say("verdict.detectable", {
            odds: formats.number(payload.detectable, { maximumFractionDigits: 2 }),
          })}
        </p>
      )}
    </div>
  );
}
