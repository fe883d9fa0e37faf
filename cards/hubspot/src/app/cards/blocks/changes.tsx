import { Flex, Text } from "@hubspot/ui-extensions";
import type { BlockOf } from "../card/view";
import { Proof } from "./Proof";
import { Titled } from "./Titled";

export function Changes({ block }: { block: BlockOf<"changes"> }) {
  if (block.items.length === 0) return null;
  return (
    <Titled title={block.title}>
      {block.items.map((item, at) => (
        <Flex key={at} direction="column" gap="flush">
          <Text>{item.what}</Text>
          <Proof ids={item.because} />
        </Flex>
      ))}
    </Titled>
  );
}
