import { lazy, Suspense } from "react";
import { AILoadingState } from "../../AILoadingState/AILoadingState";
import { defineBlock } from "../block";
import { Notes, Section } from "../Section";

const Shares = lazy(() => import("../../charts/Shares"));

export default defineBlock({
  kind: "shares",
  slot: "side",
  says: (block) => block.bars.some((bar) => bar.whole > 0),
  Block: ({ block }) => (
    <Section title={block.title}>
      <Suspense fallback={<AILoadingState shape="list" rows={block.bars.length} />}>
        <Shares bars={block.bars} />
      </Suspense>
      <Notes notes={block.notes} />
    </Section>
  ),
});
