import { Text } from "@hubspot/ui-extensions";
import type { BlockOf } from "../card/view";

export const Headline = ({ block }: { block: BlockOf<"headline"> }) => (
  <Text format={{ fontWeight: "bold" }}>{block.text}</Text>
);
