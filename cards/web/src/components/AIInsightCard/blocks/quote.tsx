import { defineBlock } from "../block";
import { Notes, Section } from "../Section";
import style from "./blocks.module.css";

export default defineBlock({
  kind: "quote",
  slot: "main",
  Block: ({ block }) => (
    <Section title={block.title}>
      <blockquote className={style.quote} dir="auto" lang="">
        {block.text}
      </blockquote>
      <Notes notes={block.notes} />
    </Section>
  ),
});
