import { defineStates } from "@/gallery/states";
import { cards } from "@/testing/cards";
import { Evidence, EvidenceRow, type EvidenceItem } from "./Evidence";

const items: readonly EvidenceItem[] = cards.dealCoach.blocks.flatMap((block) =>
  block.kind === "evidence" ? block.items : [],
);
const quoted = items.filter((item) => item.quote);
const plain = items.filter((item) => !item.quote);

export default defineStates({
  of: "Evidence",
  states: {
    "a quotation": () => <Evidence items={quoted.slice(0, 1)} />,
    several: () => <Evidence items={items} />,
    "a record without words": () => <Evidence items={plain.slice(0, 1)} />,
    "long words": () => (
      <Evidence
        items={quoted.slice(0, 1).map((item) => ({ ...item, quote: `${item.quote ?? ""} `.repeat(12) }))}
      />
    ),
    opened: () => (
      <ul>
        {items.map((item) => (
          <EvidenceRow key={item.id} item={item} />
        ))}
      </ul>
    ),
  },
});
