import { Accordion, Flex, Tag, Text } from "@hubspot/ui-extensions";
import type { Bar } from "../card/types";
import type { BlockOf } from "../card/view";
import { useSpeech } from "../texts/speech";
import { Proof } from "./Proof";
import { Titled } from "./Titled";

/** Contributions as words with a direction: HubSpot's bar chart can't show what lies below zero beside its reason. */
export function Chart({ block }: { block: BlockOf<"chart"> }) {
  const { t } = useSpeech();
  if (block.bars.length === 0) return null;
  const at = block.shown ?? block.bars.length;
  const folded = block.bars.slice(at);
  return (
    <Titled title={block.title}>
      <Bars bars={block.bars.slice(0, at)} />
      {folded.length > 0 ? (
        <Accordion title={t.more(folded.length)} size="xs">
          <Bars bars={folded} />
        </Accordion>
      ) : null}
      {block.notes.map((note) => (
        <Text key={note} variant="microcopy">
          {note}
        </Text>
      ))}
    </Titled>
  );
}

const Bars = ({ bars }: { bars: readonly Bar[] }) => (
  <>
    {bars.map((bar) => (
      <Flex key={bar.key} direction="column" gap="flush">
        <Flex direction="row" gap="xs" align="center" wrap>
          <Tag variant={bar.value >= 0 ? "success" : "warning"}>{bar.value >= 0 ? "↑" : "↓"}</Tag>
          <Text inline>{bar.label}</Text>
          <Text inline variant="microcopy">
            {bar.words}
          </Text>
        </Flex>
        <Proof ids={bar.evidence} />
      </Flex>
    ))}
  </>
);
