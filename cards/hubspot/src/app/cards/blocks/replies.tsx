import { Flex, Text, Tile } from "@hubspot/ui-extensions";
import type { BlockOf } from "../card/view";
import { ReplyText } from "./ReplyText";
import { Titled } from "./Titled";

export function Replies({ block }: { block: BlockOf<"replies"> }) {
  return (
    <Titled title={block.title}>
      {block.items.length === 0 ? <Text>{block.empty}</Text> : null}
      <Flex direction="column" gap="sm">
        {block.items.map((reply) => (
          <Tile key={reply.id} compact>
            <ReplyText reply={reply} />
          </Tile>
        ))}
      </Flex>
    </Titled>
  );
}
