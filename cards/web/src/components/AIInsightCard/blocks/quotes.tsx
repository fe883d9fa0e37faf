import { defineBlock } from "../block";
import { Notes, Section } from "../Section";
import style from "./blocks.module.css";

export default defineBlock({
  kind: "quotes",
  slot: "side",
  says: (block) => block.items.length > 0,
  Block: ({ block }) => (
    <Section title={block.title}>
      <ul className={style.rows}>
        {block.items.map((item, place) => (
          <li key={place}>
            <blockquote className={style.quote} dir="auto">
              {item.text}
            </blockquote>
            <p className={style.soft} dir="auto">
              {item.source}
            </p>
            <Notes notes={item.notes} />
          </li>
        ))}
      </ul>
    </Section>
  ),
});
