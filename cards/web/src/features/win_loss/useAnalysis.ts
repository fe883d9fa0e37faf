import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, dataOf, type Model } from "@/api/client";
import { Problem } from "@/api/problem";
import { progressOf, useJob } from "@/cards/useJob";
import { useLiveWork } from "@/live/useLive";

export type Insight = Model<"WinLossInsight">;

/** Asks for an answer and, where it takes long, follows its job and asks again when that is done. */
export function useAnalysis(asked: Model<"WinLossIn">) {
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ["win-loss", asked],
    queryFn: ({ signal }) =>
      dataOf(api.POST("/api/ai/win-loss-analysis", { params: { query: { wait: 10 } }, body: asked, signal })),
    staleTime: 60_000,
  });
  // Whatever happens to a deal is worked on as a job of its own; once that is done, the answer may be another.
  const queries = useQueryClient();
  useLiveWork(asked.deal_id ?? null, () => void queries.invalidateQueries({ queryKey: ["win-loss", asked] }));
  const waits = data && "state" in data ? data : null;
  const job = useJob(waits?.id ?? null);
  const state = job?.state;
  useEffect(() => {
    if (state === "done") void refetch();
  }, [state, refetch]);
  const failed =
    job?.state === "failed"
      ? new Problem({ message: job.error_code ?? "", status: 500, code: job.error_code ?? "job_failed" })
      : null;
  return {
    insight: data && "payload" in data ? data : undefined,
    /** How far it is, while it is worked out. */
    progress: progressOf(job),
    error: error ?? failed,
    retry: () => void refetch(),
    retrying: isFetching,
  };
}
