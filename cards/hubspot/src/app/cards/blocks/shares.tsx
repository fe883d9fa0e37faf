import { Flex, ProgressBar, Text } from "@hubspot/ui-extensions";
import type { BlockOf } from "../card/view";
import { Notes } from "./table";
import { Titled } from "./Titled";

/** Parts of wholes, each as a bar with its words. */
export function Shares({ block }: { block: BlockOf<"shares"> }) {
  if (block.bars.length === 0) return null;
  return (
    <Titled title={block.title}>
      {block.bars.map((bar) => (
        <Flex key={bar.key} direction="column" gap="flush">
          <ProgressBar
            title={bar.label}
            value={bar.part}
            maxValue={Math.max(bar.whole, 1)}
            aria-label={bar.words}
          />
          <Text variant="microcopy">{bar.words}</Text>
        </Flex>
      ))}
      <Notes of={block.notes} />
    </Titled>
  );
}
