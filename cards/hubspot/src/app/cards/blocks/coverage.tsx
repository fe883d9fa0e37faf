import { Text } from "@hubspot/ui-extensions";
import type { BlockOf } from "../card/view";
import { useSpeech } from "../texts/speech";
import { Titled } from "./Titled";

export function Coverage({ block }: { block: BlockOf<"coverage"> }) {
  const { t, plain } = useSpeech();
  const seen = Object.entries(block.seen).map(([kind, count]) => `${plain(kind)} ${count ?? 0}`);
  if (seen.length === 0 && block.missing.length === 0 && !block.effect) return null;
  return (
    <Titled title={block.title}>
      {seen.length > 0 ? <Text variant="microcopy">{`${t.seen}: ${seen.join(", ")}`}</Text> : null}
      {block.missing.length > 0 ? (
        <Text variant="microcopy">{`${t.missing}: ${block.missing.map(plain).join(", ")}`}</Text>
      ) : null}
      {block.effect ? <Text variant="microcopy">{block.effect}</Text> : null}
    </Titled>
  );
}
