import type { Model } from "@/api/client";
import { useLanguage } from "@/i18n/language";
import { useText } from "./text";
import style from "./win_loss.module.css";

/** Who is in the answer and who is not, and which columns were left out because they give the outcome away. */
export function CoverageOf({ payload }: { payload: Model<"WinLossPayload"> }) {
  const say = useText();
  const { formats } = useLanguage();
  const { coverage, model } = payload;
  const gaps = [...(coverage.missing ?? []), ...(coverage.late ?? []), ...(coverage.drift ?? [])];
  // Two columns of one name say the same.
  const said = [...new Set(gaps.map((gap) => gap.text))];
  const left = model.leaks_refused ?? [];
  return (
    <section className={style.section}>
      <h2>{say("coverage.title")}</h2>
      <p>
        {say("coverage.says", {
          used: formats.percent(coverage.used),
          complete: formats.percent(coverage.complete),
        })}
      </p>
      <ul className={style.list}>
        {said.map((text) => (
          <li key={text} dir="auto">
            {text}
          </li>
        ))}
      </ul>
      {left.length > 0 && (
        <>
          <h3>{say("coverage.refused")}</h3>
          <ul className={style.list}>
            {left.map((column) => (
              <li key={column.column} dir="auto">
                {!column.text.startsWith(column.label) && <strong>{column.label}</strong>} {column.text}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
