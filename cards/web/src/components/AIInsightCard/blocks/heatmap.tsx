import { lazy, Suspense } from "react";
import { AILoadingState } from "../../AILoadingState/AILoadingState";
import { defineBlock } from "../block";
import { Notes, Section } from "../Section";

const Heatmap = lazy(() => import("../../charts/Heatmap"));

export default defineBlock({
  kind: "heatmap",
  slot: "main",
  says: (block) => block.counts.some((day) => day.some((count) => count > 0)),
  Block: ({ block }) => (
    <Section title={block.title}>
      <Suspense fallback={<AILoadingState shape="chart" />}>
        <Heatmap label={block.title} counts={block.counts} noun={block.noun} />
      </Suspense>
      <Notes notes={block.notes} />
    </Section>
  ),
});
