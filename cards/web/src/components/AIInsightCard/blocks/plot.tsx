import { lazy, Suspense } from "react";
import { AILoadingState } from "../../AILoadingState/AILoadingState";
import { defineBlock } from "../block";
import { Notes, Section } from "../Section";
import style from "./blocks.module.css";

const Plot = lazy(() => import("../../charts/Plot"));

export default defineBlock({
  kind: "plot",
  slot: "main",
  says: (block) => block.points.length > 0 || block.empty !== "",
  Block: ({ block }) => (
    <Section title={block.title}>
      {block.points.length > 0 ? (
        <Suspense fallback={<AILoadingState shape="chart" />}>
          <Plot
            label={block.title}
            points={block.points}
            across={block.across}
            up={block.up}
            joined={block.joined}
            even={block.even}
          />
        </Suspense>
      ) : (
        <p className={style.soft}>{block.empty}</p>
      )}
      <Notes notes={block.notes} />
    </Section>
  ),
});
