import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, dataOf } from "@/api/client";
import { cardKey, useInsightCard } from "@/cards/useInsightCard";
import { progressOf, useJob } from "@/cards/useJob";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIInsightCard } from "@/components/AIInsightCard/AIInsightCard";
import { useText } from "./text";

interface Props {
  dealId: string;
  connection?: string | undefined;
  level?: 1 | 2 | 3;
}

/** Seconds a recomputation is waited for; a longer one goes on as a job whose progress is shown. */
const WAIT_S = 3;

/** The coach's card of a deal with a button that works it out anew. */
export function CoachCard({ dealId, connection, level = 2 }: Props) {
  const say = useText();
  const queries = useQueryClient();
  const address = { kind: "deal_coach", recordType: "deal", recordId: dealId, connection };
  const shown = useInsightCard(address);
  const [jobId, setJobId] = useState<string | null>(null);
  const job = useJob(jobId);
  const progress = progressOf(job);

  const refresh = useMutation({
    mutationFn: () =>
      dataOf(
        api.POST("/api/ai/deal-coach/{dealId}", {
          params: { path: { dealId }, query: { wait: WAIT_S, ...(connection ? { connection } : {}) } },
        }),
      ),
    onSuccess: async (answer) => {
      // 202 brings the job instead of the insight.
      if ("state" in answer) setJobId(answer.id);
      await queries.invalidateQueries({ queryKey: cardKey(address) });
    },
  });
  const button = (
    <AIButton
      size="small"
      kind={shown.missing ? "primary" : "plain"}
      busy={refresh.isPending || progress !== undefined}
      onClick={() => refresh.mutate()}
    >
      {say(shown.missing ? "coach.make" : "coach.refresh")}
    </AIButton>
  );
  return (
    <AIInsightCard
      {...shown}
      error={refresh.error ?? shown.error}
      progress={progress}
      toolbar={button}
      empty={button}
      level={level}
    />
  );
}
