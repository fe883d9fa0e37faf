import { lazy, Suspense } from "react";
import { AILoadingState } from "../../AILoadingState/AILoadingState";
import { defineBlock } from "../block";
import { Notes, Section } from "../Section";
import style from "./blocks.module.css";

const Network = lazy(() => import("../../charts/Network"));

export default defineBlock({
  kind: "network",
  slot: "main",
  says: (block) => block.theirs.length > 0 || block.empty !== "",
  Block: ({ block }) => (
    <Section title={block.title} help="network">
      {block.theirs.length > 0 ? (
        <Suspense fallback={<AILoadingState shape="chart" />}>
          <Network label={block.title} ours={block.ours} theirs={block.theirs} links={block.links} />
        </Suspense>
      ) : (
        <p className={style.soft}>{block.empty}</p>
      )}
      <Notes notes={block.notes} />
    </Section>
  ),
});
