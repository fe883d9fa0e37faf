import { Flex, Text, Tile } from "@hubspot/ui-extensions";
import type { BlockOf } from "../card/view";
import { Step } from "./Step";
import { Titled } from "./Titled";

export function List({ block }: { block: BlockOf<"list"> }) {
  return (
    <Titled title={block.title}>
      {block.items.length === 0 ? <Text>{block.empty}</Text> : null}
      <Flex direction="column" gap="sm">
        {block.items.map((item) => (
          <Tile key={item.id} compact>
            <Step item={item} />
          </Tile>
        ))}
      </Flex>
    </Titled>
  );
}
