import { defineBlock } from "../block";
import { ReplyItem } from "../ReplyItem";
import { Section } from "../Section";
import style from "./blocks.module.css";

export default defineBlock({
  kind: "replies",
  slot: "main",
  says: (block) => block.items.length > 0 || block.empty !== "",
  Block: ({ block }) => (
    <Section title={block.title} help="replies">
      {block.items.length > 0 ? (
        <>
          {block.keys && <p className={style.soft}>{block.keys}</p>}
          <ol className={style.steps}>
            {block.items.map((reply, place) => (
              <ReplyItem key={reply.id} reply={reply} place={place + 1} />
            ))}
          </ol>
        </>
      ) : (
        <p className={style.soft}>{block.empty}</p>
      )}
    </Section>
  ),
});
