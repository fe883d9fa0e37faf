import { List, Text } from "@hubspot/ui-extensions";
import type { BlockOf } from "../card/view";
import { Notes } from "./table";
import { Titled } from "./Titled";

/** The points in words: HubSpot's charts draw no intervals, and a point without its interval would say too much. */
export function Plot({ block }: { block: BlockOf<"plot"> }) {
  return (
    <Titled title={block.title}>
      {block.points.length === 0 ? (
        <Text>{block.empty}</Text>
      ) : (
        <List variant="unordered">
          {block.points.map((point) => (
            <Text key={point.x}>{point.words}</Text>
          ))}
        </List>
      )}
      <Notes of={block.notes} />
    </Titled>
  );
}
