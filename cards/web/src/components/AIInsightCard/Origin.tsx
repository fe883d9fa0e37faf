import { useText } from "../text";
import type { Card } from "./card";
import style from "./AIInsightCard.module.css";

/** Reasons for the engine's words that are nobody's failure. */
const EXPECTED = new Set([null, undefined, "no_key", "no_better", "nothing_to_word", "prompt_unknown"]);

/** Who decided and who worded it. */
export function Origin({ card }: { card: Card }) {
  const say = useText();
  const { wording, source } = card;
  const model = card.model ?? say("origin.model");
  const said =
    source === "engine"
      ? say(EXPECTED.has(wording.reason) ? "origin.engine" : "origin.engineInstead")
      : wording.by === "last_good"
        ? say("origin.lastGood", { model })
        : say(wording.by === "fallback_model" ? "origin.fallback" : "origin.worded", {
            model,
            replaced: wording.replaced,
          });
  return <p className={style.origin}>{said}</p>;
}
