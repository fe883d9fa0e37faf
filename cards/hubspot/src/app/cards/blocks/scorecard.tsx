import { Flex, Tag, Text } from "@hubspot/ui-extensions";
import type { BlockOf } from "../card/view";
import { Proof } from "./Proof";
import { Titled } from "./Titled";

const TONE = { evidenced: "success", partly: "warning", missing: "error", not_visible: "default" } as const;
const SIGN = { evidenced: "✓", partly: "~", missing: "✗", not_visible: "?" } as const;

export function Scorecard({ block }: { block: BlockOf<"scorecard"> }) {
  return (
    <Titled title={block.label}>
      {block.elements.map((element) => (
        <Flex key={element.key} direction="column" gap="flush">
          <Flex direction="row" gap="xs" align="center" wrap>
            <Tag variant={TONE[element.state]}>{SIGN[element.state]}</Tag>
            <Text inline format={{ fontWeight: "demibold" }}>
              {element.label}
            </Text>
            <Text inline variant="microcopy">
              {[...element.who, element.why].filter(Boolean).join(" · ")}
            </Text>
          </Flex>
          <Proof ids={element.evidence} />
        </Flex>
      ))}
    </Titled>
  );
}
