import type { ReactNode } from "react";
import type { Model } from "@/api/client";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import { useText } from "./text";
import { useAnalysis, type Insight } from "./useAnalysis";

interface Props {
  asked: Model<"WinLossIn">;
  children: (insight: Insight) => ReactNode;
}

/** Asks, waits in sight, and shows the answer. */
export function Answered({ asked, children }: Props) {
  const say = useText();
  const { insight, progress, error, retry, retrying } = useAnalysis(asked);
  if (error) return <AIErrorState error={error} onRetry={retry} retrying={retrying} />;
  if (!insight) return <AILoadingState rows={8} label={say("loading")} progress={progress} />;
  return children(insight);
}
