import { Alert, Text } from "@hubspot/ui-extensions";
import type { BlockOf } from "../card/view";

/** What did not get into the CRM, and what a person changed after us and stays. */
export function Written({ block }: { block: BlockOf<"written"> }) {
  if (block.kept.length === 0 && block.unwritten.length === 0) return null;
  return (
    <Alert title={block.title} variant="info">
      {block.kept.map((one) => (
        <Text key={one.field}>{`${one.field}: ${one.value}`}</Text>
      ))}
      {block.unwritten.map((one) => (
        <Text key={one.what}>{`${one.what}: ${one.reason}`}</Text>
      ))}
    </Alert>
  );
}
