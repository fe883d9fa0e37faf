import { Flex, Text } from "@hubspot/ui-extensions";
import type { BlockOf } from "../card/view";
import { Notes } from "./table";
import { Titled } from "./Titled";

export const Quote = ({ block }: { block: BlockOf<"quote"> }) => (
  <Titled title={block.title}>
    <Text format={{ italic: true }}>“{block.text}”</Text>
    <Notes of={block.notes} />
  </Titled>
);

export function Quotes({ block }: { block: BlockOf<"quotes"> }) {
  if (block.items.length === 0) return null;
  return (
    <Titled title={block.title}>
      {block.items.map((item, at) => (
        <Flex key={at} direction="column" gap="flush">
          <Text format={{ italic: true }}>“{item.text}”</Text>
          <Text variant="microcopy">{item.source}</Text>
          <Notes of={item.notes} />
        </Flex>
      ))}
    </Titled>
  );
}
