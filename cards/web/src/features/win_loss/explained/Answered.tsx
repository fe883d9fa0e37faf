import type { ReactNode } from "react";
import type { Model } from "@/api/client";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import { useText } from "./text";
import { useAnalysis, type Insight } from "../useAnalysis";
import style from "../win_loss.module.css";

interface Props {
  asked: Model<"WinLossIn">;
  children: (insight: Insight) => ReactNode;
}

/** Asks, waits in sight, and shows the answer. */
export function Answered({ asked, children }: Props) {
  const say = useText();
  const { insight, stale, progress, error, retry, retrying } = useAnalysis(asked);
  const failed = error && (
    <AIErrorState error={error} onRetry={retry} retrying={retrying} compact={insight !== undefined} />
  );
  // What was answered before stays below what went wrong.
  if (!insight) return failed || <AILoadingState rows={8} label={say("loading")} progress={progress} />;
  return (
    <>
      {failed}
      {/* Always there, so that screen readers notice what comes into it. */}
      <div className={style.notice} role="status">
        {stale && !failed && <p>{say("stale")}</p>}
      </div>
      {children(insight)}
    </>
  );
}
