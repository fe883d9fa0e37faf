import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, dataOf, type Model } from "@/api/client";
import { Problem } from "@/api/problem";
import { progressOf, useJob } from "@/cards/useJob";
import { useLiveWork } from "@/live/useLive";

export type Insight = Model<"WinLossInsight">;

/** What is known of an answer: itself, and the job that works out a newer one. */
interface Held {
  insight: Insight | undefined;
  job?: string;
}

/** Asks for an answer and, where it takes long, follows its job and asks again when that is done. */
export function useAnalysis(asked: Model<"WinLossIn">) {
  const queries = useQueryClient();
  const key = ["win-loss", asked];
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: key,
    queryFn: async ({ signal }): Promise<Held> => {
      const answer = await dataOf(
        api.POST("/api/ai/win-loss-analysis", { params: { query: { wait: 10 } }, body: asked, signal }),
      );
      // What was answered before stays in sight while a job works out what is to come in its place.
      return "payload" in answer
        ? { insight: answer }
        : { insight: queries.getQueryData<Held>(key)?.insight, job: answer.id };
    },
    staleTime: 60_000,
  });
  // Whatever happens to a deal is worked on as a job of its own; once that is done, the answer may be another.
  useLiveWork(asked.deal_id ?? null, () => void queries.invalidateQueries({ queryKey: key }));
  const job = useJob(data?.job ?? null);
  const state = job?.state;
  useEffect(() => {
    if (state === "done") void refetch();
  }, [state, refetch]);
  const failed =
    job?.state === "failed"
      ? new Problem({ message: job.error_code ?? "", status: 500, code: job.error_code ?? "job_failed" })
      : null;
  return {
    insight: data?.insight,
    /** A fresh answer is being fetched or worked out in place of this one. */
    stale: data?.insight !== undefined && (isFetching || data.job !== undefined),
    /** How far it is, while it is worked out. */
    progress: progressOf(job),
    error: error ?? failed,
    retry: () => void refetch(),
    retrying: isFetching,
  };
}
