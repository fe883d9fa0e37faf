import { useLanguage } from "@/i18n/language";
import { Evidence } from "../../Evidence/Evidence";
import { useText } from "../../text";
import { defineBlock } from "../block";
import { useCard, type BlockOf } from "../card";
import { Section } from "../Section";
import style from "./blocks.module.css";
import { Words } from "../../Words/Words";

export default defineBlock({ kind: "scorecard", slot: "side", Block: Scorecard });

function Scorecard({ block }: { block: BlockOf<"scorecard"> }) {
  const say = useText();
  const { formats } = useLanguage();
  const { proof } = useCard();
  return (
    <Section title={block.label} help="scorecard">
      {block.coverage != null && (
        <p className={style.soft}>
          {say("scorecard.coverage", { share: formats.percent(block.coverage), n: block.n, of: block.of })}
        </p>
      )}
      <ul className={style.rows}>
        {block.elements.map((element) => (
          <li key={element.key} className={style.element} data-state={element.state}>
            <p>
              <span className={style.mark} aria-hidden="true" />
              <Words>{element.label}</Words>{" "}
              <span className={style.soft}>{say(`scorecard.${element.state}`)}</span>
            </p>
            {element.who.length > 0 && <Words as="p">{formats.list(element.who)}</Words>}
            {element.why && (
              <Words as="p" className={style.soft}>
                {element.why}
              </Words>
            )}
            <Evidence items={proof(element.evidence)} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
