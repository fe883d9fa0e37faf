import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, dataOf, type Model } from "@/api/client";
import { useInsightCard } from "@/cards/useInsightCard";
import type { ReplyFeedback } from "@/components/AIInsightCard/card";
import { topic, useLiveQuery } from "@/live/useLive";

export type Past = Model<"PastObjectionOut">;
export type Tone = "consultative" | "empathetic" | "aggressive";

/** Which records an objection belongs to. */
export interface About {
  dealId?: string | undefined;
  contactId?: string | undefined;
  connection?: string | undefined;
}

const KEY = ["objections"];

/** What was asked before, newest first; with a deal or contact, of that one. */
export function useObjections({ dealId, contactId }: About) {
  const found = useQuery({
    queryKey: [...KEY, dealId ?? null, contactId ?? null],
    queryFn: () =>
      dataOf(
        api.GET("/api/ai/objection-handler", {
          params: { query: { limit: 20, deal_id: dealId, contact_id: contactId } },
        }),
      ),
  });
  useLiveQuery(topic("insight", "objection"), KEY);
  return found;
}

/** Asks for answers; `mutateAsync` and `data` bring the insight. */
export function useAsking({ dealId, contactId, connection }: About) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ text, tone }: { text: string; tone: Tone | "" }) =>
      dataOf(
        api.POST("/api/ai/objection-handler", {
          body: {
            text,
            deal_id: dealId,
            contact_id: contactId,
            connection,
            tones: tone ? [tone] : [],
          },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
  });
}

/** The card of one objection; what is done with its answers shows in the history at once. */
export function useAnswers(objectionId: string) {
  const queries = useQueryClient();
  const shown = useInsightCard({ kind: "objection", recordType: "objection", recordId: objectionId });
  const { reply } = shown;
  return {
    ...shown,
    reply:
      reply &&
      (async (given: ReplyFeedback) => {
        await reply(given);
        await queries.invalidateQueries({ queryKey: KEY });
      }),
  };
}
