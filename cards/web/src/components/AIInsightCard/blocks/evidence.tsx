import { EvidenceRow } from "../../Evidence/Evidence";
import { defineBlock } from "../block";
import { useCard, viewOf } from "../card";
import { Section } from "../Section";
import style from "./blocks.module.css";

// Claims show their evidence themselves; here stands what no claim cites.
export default defineBlock({
  kind: "evidence",
  slot: "side",
  says: (_, card) => viewOf(card, {}).uncited.length > 0,
  Block: ({ block }) => {
    const { uncited } = useCard();
    return (
      <Section title={block.title} help="evidence">
        <ul className={style.rows}>
          {uncited.map((item) => (
            <EvidenceRow key={item.id} item={item} />
          ))}
        </ul>
      </Section>
    );
  },
});
