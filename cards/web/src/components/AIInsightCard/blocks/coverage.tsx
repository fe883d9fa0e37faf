import { useLanguage } from "@/i18n/language";
import { sentence } from "@/i18n/sentence";
import { useText } from "../../text";
import { defineBlock } from "../block";
import type { BlockOf } from "../card";
import { Section } from "../Section";
import style from "./blocks.module.css";
import { Words } from "../../Words/Words";

export default defineBlock({ kind: "coverage", slot: "side", Block: Coverage });

function Coverage({ block }: { block: BlockOf<"coverage"> }) {
  const say = useText();
  const { formats } = useLanguage();
  const seen = Object.entries(block.seen);
  return (
    <Section title={block.title} help="coverage">
      <ul className={style.tags}>
        {seen.map(([kind, n]) => (
          <li key={kind}>
            {kind} <strong>{formats.number(n)}</strong>
          </li>
        ))}
        {block.missing.map((kind) => (
          <li key={kind} data-missing="">
            {say("coverage.missing", { kind })}
          </li>
        ))}
      </ul>
      {block.effect && (
        <Words as="p" className={style.soft}>
          {sentence(block.effect)}
        </Words>
      )}
    </Section>
  );
}
