import { HelpTip } from "@/help/HelpTip";
import { AIConfidenceIndicator } from "../../AIConfidenceIndicator/AIConfidenceIndicator";
import { useText } from "../../text";
import { defineBlock } from "../block";
import type { BlockOf } from "../card";

export default defineBlock({ kind: "metric", slot: "top", Block: Metric });

function Metric({ block }: { block: BlockOf<"metric"> }) {
  const say = useText();
  return (
    <AIConfidenceIndicator
      estimate={block.estimate}
      label={block.label}
      words={block.words}
      baseline={block.baseline}
      baselineLabel={block.baseline_label}
      help={
        <HelpTip about={block.label}>
          <p>{say("about.metric")}</p>
        </HelpTip>
      }
    />
  );
}
