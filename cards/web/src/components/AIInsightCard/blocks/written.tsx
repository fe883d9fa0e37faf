import { useText } from "../../text";
import { defineBlock } from "../block";
import { Section } from "../Section";
import type { BlockOf } from "../card";
import style from "./blocks.module.css";

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
          <li key={kept.field} dir="auto">
            {say("written.kept", { field: kept.field, value: kept.value })}
          </li>
        ))}
        {block.unwritten.map((write) => (
          <li key={write.what}>
            <p dir="auto">{say(`written.${write.state}`, { what: write.what })}</p>
            {write.reason && (
              <p className={style.soft} dir="auto">
                {write.reason}
              </p>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
