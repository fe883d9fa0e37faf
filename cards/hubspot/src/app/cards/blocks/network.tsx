import { Flex, List, Tag, Text } from "@hubspot/ui-extensions";
import type { NetworkNode } from "../card/types";
import type { BlockOf } from "../card/view";
import { Notes } from "./table";
import { Titled } from "./Titled";

const TONE = { for: "success", against: "error", open: "default" } as const;

/** Who deals with whom, in words: the drawing is in the full page. */
export function Network({ block }: { block: BlockOf<"network"> }) {
  if (block.ours.length + block.theirs.length === 0) return block.empty ? <Text>{block.empty}</Text> : null;
  return (
    <Titled title={block.title}>
      {[...block.theirs, ...block.ours].map((person) => (
        <Person key={person.id} person={person} />
      ))}
      <List variant="unordered">
        {block.links.map((link) => (
          <Text key={`${link.ours} ${link.theirs}`}>{link.words}</Text>
        ))}
      </List>
      <Notes of={block.notes} />
    </Titled>
  );
}

const Person = ({ person }: { person: NetworkNode }) => (
  <Flex direction="row" gap="xs" align="center" wrap>
    <Tag variant={TONE[person.tone]}>{person.label}</Tag>
    <Text inline variant="microcopy">
      {person.words}
    </Text>
  </Flex>
);
