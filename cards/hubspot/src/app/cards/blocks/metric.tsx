import { Statistics, StatisticsItem, Text } from "@hubspot/ui-extensions";
import type { BlockOf } from "../card/view";
import { useSpeech } from "../texts/speech";

/** A probability with its interval, what it was measured on and what to hold it against. */
export function Metric({ block }: { block: BlockOf<"metric"> }) {
  const { t, percent } = useSpeech();
  const { value, low, high, n } = block.estimate;
  return (
    <Statistics>
      <StatisticsItem label={block.label} number={t.likely(percent(value), percent(low), percent(high))}>
        <Text variant="microcopy">
          {t.measured(n)}
          {block.baseline === null ? "" : ` · ${t.usual(block.baseline_label, percent(block.baseline))}`}
        </Text>
        {block.words ? <Text variant="microcopy">{block.words}</Text> : null}
      </StatisticsItem>
    </Statistics>
  );
}
