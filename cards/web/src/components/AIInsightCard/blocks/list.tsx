import { defineBlock } from "../block";
import { Section } from "../Section";
import { Step } from "../Step";
import style from "./blocks.module.css";

export default defineBlock({
  kind: "list",
  slot: "main",
  says: (block) => block.items.length > 0 || block.empty !== "",
  Block: ({ block }) => {
    const List = block.ordered ? "ol" : "ul";
    return (
      <Section title={block.title} help="list">
        {block.items.length > 0 ? (
          <List className={style.steps}>
            {block.items.map((item) => (
              <Step key={item.id} item={item} />
            ))}
          </List>
        ) : (
          <p className={style.soft}>{block.empty}</p>
        )}
      </Section>
    );
  },
});
