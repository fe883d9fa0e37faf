import { defineBlock } from "../block";
import { Notes, Section } from "../Section";
import style from "./blocks.module.css";
import { Words } from "../../Words/Words";

export default defineBlock({
  kind: "quotes",
  slot: "side",
  says: (block) => block.items.length > 0,
  Block: ({ block }) => (
    <Section title={block.title}>
      <ul className={style.rows}>
        {block.items.map((item, place) => (
          <li key={place}>
            <blockquote className={style.quote} dir="auto" lang="">
              {item.text}
            </blockquote>
            <Words as="p" className={style.soft}>
              {item.source}
            </Words>
            <Notes notes={item.notes} />
          </li>
        ))}
      </ul>
    </Section>
  ),
});
