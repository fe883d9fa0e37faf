import { Evidence } from "../../Evidence/Evidence";
import { defineBlock } from "../block";
import { useCard } from "../card";
import { Section } from "../Section";
import style from "./blocks.module.css";
import { Words } from "../../Words/Words";

export default defineBlock({
  kind: "changes",
  slot: "side",
  says: (block) => block.items.length > 0,
  Block: ({ block }) => {
    const { proof } = useCard();
    return (
      <Section title={block.title} help="changes">
        <ul className={style.rows}>
          {block.items.map((item) => (
            <li key={item.what}>
              <Words as="p">{item.what}</Words>
              <Evidence items={proof(item.because)} />
            </li>
          ))}
        </ul>
      </Section>
    );
  },
});
