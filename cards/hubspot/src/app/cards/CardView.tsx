import { Flex, Text } from "@hubspot/ui-extensions";
import { viewFor } from "./blocks";
import { type View, ViewProvider, viewOf } from "./card/view";
import type { Card } from "./card/types";
import { Rating } from "./Rating";
import { useSpeech } from "./texts/speech";

/** What a sidebar has room for: one useful thing, and what it rests on. */
const SHORT = ["headline", "metric", "list"] as const;

interface Props {
  card: Card;
  act: View["act"];
  busy: boolean;
  /** Only what matters most, for narrow places. */
  short: boolean;
}

export function CardView({ card, act, busy, short }: Props) {
  const { t, day } = useSpeech();
  const blocks = short ? shortened(card) : card.blocks;
  return (
    <ViewProvider value={viewOf(card, act, busy)}>
      <Flex direction="column" gap="md">
        {blocks.map((block, at) => {
          const Block = viewFor(block);
          return Block ? <Block key={at} block={block} /> : null;
        })}
        <Text variant="microcopy">{t.asOf(day(card.as_of))}</Text>
        <Rating key={card.id} card={card} />
      </Flex>
    </ViewProvider>
  );
}

/** The first block of each kind that counts, and of a list the first step that is still open. */
function shortened(card: Card): Card["blocks"] {
  return SHORT.flatMap((kind) => card.blocks.find((block) => block.kind === kind) ?? []).map((block) => {
    if (block.kind !== "list") return block;
    const open = block.items.filter((item) => item.state === "open");
    return { ...block, items: (open.length > 0 ? open : block.items).slice(0, 1) };
  });
}
