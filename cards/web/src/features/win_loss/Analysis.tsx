import { useState } from "react";
import type { Model } from "@/api/client";
import { Benchmarks } from "./Benchmarks";
import { ByStage } from "./ByStage";
import { CoverageOf } from "./CoverageOf";
import { DrillDialog } from "./DrillDialog";
import { Factors, type Factor } from "./Factors";
import { Findings } from "./Findings";
import { proofIn } from "./proof";
import { Segments } from "./Segments";
import { useText } from "./text";
import type { Insight } from "./useAnalysis";
import { Verdict } from "./Verdict";
import style from "./win_loss.module.css";

interface Props {
  insight: Insight;
  /** What it was asked for, so that factors lead to the same deals. */
  cohort: Model<"CohortIn">;
}

/** An answer about a cohort: the verdict in words, what to do, and then what it rests on. */
export function Analysis({ insight, cohort }: Props) {
  const say = useText();
  const [opened, setOpened] = useState<Factor | null>(null);
  const { payload } = insight;
  const factors = payload.factors ?? [];
  return (
    <div className={style.stack}>
      <Verdict payload={payload} />
      <Findings findings={payload.insights ?? []} proof={proofIn(insight)} />
      {factors.length > 0 && (
        <section className={style.section} data-tour="factors">
          <h2>{say("factors.title")}</h2>
          <p className={style.soft}>{say("factors.note")}</p>
          <Factors factors={factors} onOpen={setOpened} />
        </section>
      )}
      <ByStage factors={factors} />
      <Segments
        title={say("segments.title")}
        of={payload.cohort.by ?? say("segments.value")}
        lines={(payload.segments ?? []).map((one) => ({ ...one, name: one.value }))}
        tested
      />
      <Benchmarks rows={payload.benchmarks ?? []} />
      <Segments
        title={say("quarters.title")}
        of={say("quarters.quarter")}
        lines={(payload.trends.quarters ?? []).map((one) => ({ ...one, name: one.quarter }))}
      />
      <CoverageOf payload={payload} />
      {opened && <DrillDialog factor={opened} cohort={cohort} onClose={() => setOpened(null)} />}
    </div>
  );
}
