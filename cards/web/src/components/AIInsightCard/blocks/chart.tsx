import { lazy, Suspense } from "react";
import { AILoadingState } from "../../AILoadingState/AILoadingState";
import { defineBlock } from "../block";
import { Notes, Section } from "../Section";

const Bars = lazy(() => import("../../charts/Bars"));

export default defineBlock({
  kind: "chart",
  slot: "side",
  says: (block) => block.bars.length > 0 || block.notes.length > 0,
  Block: ({ block }) => (
    <Section title={block.title} help="chart">
      <Suspense fallback={<AILoadingState shape="list" rows={block.shown ?? block.bars.length} />}>
        <Bars bars={block.bars} shown={block.shown} />
      </Suspense>
      <Notes notes={block.notes} />
    </Section>
  ),
});
