import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import { api, dataOf } from "@/api/client";
import { asProblem, Problem } from "@/api/problem";
import { cardKey, useInsightCard, type CardAddress } from "@/cards/useInsightCard";
import { progressOf, useJob } from "@/cards/useJob";
import { useReturn } from "@/live/useLive";
import { historyKey } from "./useHistory";
import { useText } from "./text";

/** Seconds the server waits with its answer: none, so that the job's progress is seen from its start. */
const WAIT_S = 0;

/** A deal's card, and the job that works it out anew: `start` begins one, `progress` says how far it is. */
export function useCoaching(dealId: string, connection: string | undefined) {
  const say = useText();
  const queries = useQueryClient();
  const address: CardAddress = { kind: "deal_coach", recordType: "deal", recordId: dealId, connection };
  const shown = useInsightCard(address);
  const [jobId, setJobId] = useState<string | null>(null);
  const job = useJob(jobId);

  const fresh = () =>
    Promise.all(
      [cardKey(address), historyKey(dealId, connection), ["deals"]].map((queryKey) =>
        queries.invalidateQueries({ queryKey }),
      ),
    );
  const asking = useMutation({
    mutationFn: () =>
      dataOf(
        api.POST("/api/ai/deal-coach/{dealId}", {
          params: { path: { dealId }, query: { wait: WAIT_S, ...(connection ? { connection } : {}) } },
        }),
      ),
    onMutate: () => setJobId(null),
    onSuccess: async (answer) => {
      // 202 brings the job instead of the insight.
      if ("state" in answer) setJobId(answer.id);
      else await fresh();
    },
  });
  // What was asked for while the server was away is asked for once it is back.
  useReturn(() => {
    if (asking.isError && asProblem(asking.error).passing) asking.mutate();
  });
  // Where nothing is heard live, the job's own end says that there is something to fetch.
  const onDone = useEffectEvent(() => void fresh());
  useEffect(() => {
    if (job?.state === "done") onDone();
  }, [job?.state, jobId]);

  const progress = progressOf(job) ?? (asking.isPending ? ({ state: "queued" } as const) : undefined);
  const failed =
    job?.state === "failed"
      ? new Problem({
          message: say("coach.failed"),
          status: 502,
          code: job.error_code ?? "refresh_failed",
          hint: say("coach.failedHint"),
        })
      : null;
  return {
    shown,
    start: () => asking.mutate(),
    busy: progress !== undefined,
    error: asking.error ?? failed,
    progress,
  };
}
