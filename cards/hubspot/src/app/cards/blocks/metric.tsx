import { Statistics, StatisticsItem, Text } from "@hubspot/ui-extensions";
import type { BlockOf } from "../card/view";
import { useSpeech } from "../texts/speech";

/** A probability with its interval, what it was measured on and what to hold it against. */
export function Metric({ block }: { block: BlockOf<"metric"> }) {
  const { t, percent, likely } = useSpeech();
  return (
    <Statistics>
      <StatisticsItem label={block.label} number={likely(block.estimate)}>
        <Text variant="microcopy">
          {t.measured(block.estimate.n)}
          {block.baseline === null ? "" : ` · ${t.usual(block.baseline_label, percent(block.baseline))}`}
        </Text>
        {block.words ? <Text variant="microcopy">{block.words}</Text> : null}
      </StatisticsItem>
    </Statistics>
  );
}
