import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, dataOf, type Model } from "@/api/client";
import { useLiveQuery, useLiveWork } from "@/live/useLive";

export type ListedDeal = Model<"ListedDealOut">;
export type Outcome = "open" | "won" | "lost";

export const PAGE = 25;

/** A page of deals; the page before stays in sight until the next is there. */
export function useDeals(search: string, outcome: Outcome | "", page: number) {
  const key = ["deals", search, outcome, page];
  const found = useQuery({
    queryKey: key,
    queryFn: () =>
      dataOf(
        api.GET("/api/ai/deals", {
          params: { query: { search, limit: PAGE, offset: page * PAGE, ...(outcome ? { outcome } : {}) } },
        }),
      ),
    placeholderData: keepPreviousData,
  });
  useLiveQuery("insight/deal_coach", ["deals"]);
  return found;
}

/** One deal as the list knows it; undefined until it is there, and where nobody knows it. */
export function useDeal(dealId: string, connection: string | undefined): ListedDeal | undefined {
  const client = useQueryClient();
  const key = ["deals", "one", dealId, connection ?? null];
  const { data } = useQuery({
    queryKey: key,
    queryFn: () =>
      dataOf(api.GET("/api/ai/deals", { params: { query: { search: dealId, limit: PAGE, offset: 0 } } })),
  });
  // What the CRM says of a deal may change without the advice.
  useLiveWork(dealId, () => void client.invalidateQueries({ queryKey: key }));
  return data?.items.find((one) => one.id === dealId && (!connection || one.connection === connection));
}
