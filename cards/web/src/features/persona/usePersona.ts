import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, dataOf, type Model } from "@/api/client";
import { cardKey } from "@/cards/useInsightCard";
import { topic, useLiveQuery } from "@/live/useLive";
import { paramsOf, type Person } from "./addresses";

export type Persona = Model<"PersonaInsight">;
export type Trait = Model<"PersonaTrait">;
export type NotSeen = Model<"NotSeen">;
export type Decision = Model<"OverrideIn">;

/** Below this lies everything that is held of somebody on the page, so that one change renews all of it. */
export const personKey = ({ contactId, connection }: Person) => ["persona", contactId, connection ?? null];

/** Returns what fetches everything about somebody again. */
export function useChanged(person: Person): () => Promise<void> {
  const queries = useQueryClient();
  const card = { kind: "persona", recordType: "contact", recordId: person.contactId };
  return async () => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: personKey(person) }),
      queries.invalidateQueries({ queryKey: cardKey({ ...card, connection: person.connection }) }),
    ]);
  };
}

/** The newest persona; the first one is built when it is asked for. */
export function usePersona(person: Person) {
  useLiveQuery(topic("insight", "persona", "contact", person.contactId), personKey(person));
  return useQuery({
    queryKey: [...personKey(person), "newest"],
    queryFn: () => dataOf(api.GET("/api/ai/persona/{contactId}", { params: paramsOf(person) })),
  });
}

/** Looks at somebody's touchpoints anew. */
export function useRenewal(person: Person) {
  const changed = useChanged(person);
  return useMutation({
    mutationFn: () => dataOf(api.POST("/api/ai/persona/{contactId}", { params: paramsOf(person) })),
    onSuccess: changed,
  });
}

/** Stores what somebody of ours decides about a trait. */
export function useDecision(person: Person) {
  const changed = useChanged(person);
  return useMutation({
    mutationFn: (body: Decision) =>
      dataOf(api.PATCH("/api/ai/persona/{contactId}", { params: paramsOf(person), body })),
    onSuccess: changed,
  });
}

/** Whether somebody must not be profiled, and who says so. */
export function useWish(person: Person) {
  return useQuery({
    queryKey: [...personKey(person), "wish"],
    queryFn: () =>
      dataOf(api.GET("/api/ai/persona/{contactId}/do-not-profile", { params: paramsOf(person) })),
  });
}
