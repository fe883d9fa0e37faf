import { useText } from "../../text";
import { defineBlock } from "../block";
import { Section } from "../Section";
import type { BlockOf } from "../card";
import style from "./blocks.module.css";
import { Words } from "../../Words/Words";

export default defineBlock({
  kind: "written",
  slot: "side",
  says: (block) => block.kept.length + block.unwritten.length > 0,
  Block: Written,
});

function Written({ block }: { block: BlockOf<"written"> }) {
  const say = useText();
  return (
    <Section title={block.title}>
      <ul className={style.rows}>
        {block.kept.map((kept) => (
          <Words as="li" key={kept.field}>
            {say("written.kept", { field: kept.field, value: kept.value })}
          </Words>
        ))}
        {block.unwritten.map((write) => (
          <li key={write.what}>
            <Words as="p">{say(`written.${write.state}`, { what: write.what })}</Words>
            {write.reason && (
              <Words as="p" className={style.soft}>
                {write.reason}
              </Words>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
