import { queryOptions, useMutation, useQuery, useQueryClient, type QueryKey } from "@tanstack/react-query";
import { useCallback } from "react";
import { api, dataOf } from "@/api/client";
import { asProblem } from "@/api/problem";
import type { Feedback } from "@/components/AIFeedbackWidget/AIFeedbackWidget";
import type { Act, Card, CardActions, ReplyFeedback } from "@/components/AIInsightCard/card";
import { useLanguage } from "@/i18n/language";
import type { Language } from "@/i18n/languages";
import { topic, useLiveQuery } from "@/live/useLive";

/** Which card: a kind of insight about one record. */
export interface CardAddress {
  kind: string;
  recordType: string;
  recordId: string;
  connection?: string | undefined;
  /** Key of a template that arranges it; personas alone have those. */
  template?: string | undefined;
}

/** What the keys of all cards begin with. */
export const CARDS = "card";

/** Below the key of a card lie its arrangements, so that one change renews all of them. */
export const cardKey = ({ kind, recordType, recordId, connection, template }: CardAddress): QueryKey => [
  CARDS,
  kind,
  recordType,
  recordId,
  connection ?? null,
  ...(template ? [template] : []),
];

interface InsightCard extends CardActions {
  card: Card | undefined;
  missing: boolean;
  stale: boolean;
  error: unknown;
  onRetry: () => void;
  onFeedback: (feedback: Feedback) => Promise<void>;
}

/** How a card is fetched: whoever knows which will be drawn can ask for it before. */
export function cardQuery(address: CardAddress, language: Language) {
  const { kind, recordType, recordId, connection, template } = address;
  return queryOptions({
    queryKey: cardKey(address),
    queryFn: async () => {
      const call = api.GET("/api/cards/{kind}/{recordType}/{recordId}", {
        params: {
          path: { kind, recordType, recordId },
          query: {
            ...(language === "en" ? {} : { language }),
            ...(connection ? { connection } : {}),
            ...(template ? { template } : {}),
          },
        },
      });
      try {
        // The API passes cards on without looking inside; their own schema is among its models.
        return (await dataOf(call)) as unknown as Card;
      } catch (error) {
        if (asProblem(error).status === 404) return null;
        throw error;
      }
    },
  });
}

/** Everything `AIInsightCard` wants to know of a stored card: `<AIInsightCard {...useInsightCard(address)} />`. */
export function useInsightCard(address: CardAddress): InsightCard {
  const { kind, recordType, recordId, connection } = address;
  const queries = useQueryClient();
  const { language } = useLanguage();
  const key = cardKey(address);
  const found = useQuery(cardQuery(address, language));
  useLiveQuery(topic("insight", kind, recordType, recordId), key);

  const { mutateAsync } = useMutation({
    mutationFn: (act: Act) => sendAct(kind, recordId, connection, act),
    // The card is drawn from what the server says now, not from what was pressed.
    onSuccess: () => queries.invalidateQueries({ queryKey: key }),
  });
  const act = useCallback(async (given: Act) => void (await mutateAsync(given)), [mutateAsync]);
  const card = found.data ?? undefined;
  const reply = useCallback((given: ReplyFeedback) => sendReply(recordId, given), [recordId]);
  return {
    card,
    missing: found.data === null,
    stale: found.isFetching && found.data != null && found.isStale,
    error: found.error,
    onRetry: () => void found.refetch(),
    onFeedback: async ({ helpful, note }) => {
      await api.POST("/api/cards/{kind}/{recordType}/{recordId}/feedback", {
        params: { path: { kind, recordType, recordId }, query: connection ? { connection } : {} },
        body: { helpful, note, claim: "" },
      });
    },
    act: kind === "deal_coach" ? act : undefined,
    reply: kind === "objection" ? reply : undefined,
  };
}

async function sendAct(
  kind: string,
  recordId: string,
  connection: string | undefined,
  act: Act,
): Promise<void> {
  if (kind !== "deal_coach") throw new Error(`steps of ${kind} can't be answered`);
  const { actionId, state, reason, until } = act;
  await api.POST("/api/ai/deal-coach/{dealId}/actions/{actionId}", {
    params: { path: { dealId: recordId, actionId }, query: connection ? { connection } : {} },
    body: { state, reason, until },
  });
}

async function sendReply(
  objectionId: string,
  { replyId, action, text, rating }: ReplyFeedback,
): Promise<void> {
  await api.POST("/api/ai/objection-handler/{objectionId}/responses/{responseId}/feedback", {
    params: { path: { objectionId, responseId: replyId } },
    body: { action, text, rating },
  });
}
