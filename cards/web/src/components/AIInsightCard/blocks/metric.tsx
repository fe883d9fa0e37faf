import { AIConfidenceIndicator } from "../../AIConfidenceIndicator/AIConfidenceIndicator";
import { defineBlock } from "../block";

export default defineBlock({
  kind: "metric",
  slot: "top",
  Block: ({ block }) => (
    <AIConfidenceIndicator
      estimate={block.estimate}
      label={block.label}
      words={block.words}
      baseline={block.baseline}
      baselineLabel={block.baseline_label}
    />
  ),
});
