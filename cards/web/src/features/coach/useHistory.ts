import { useQuery, type QueryKey } from "@tanstack/react-query";
import { api, dataOf, type Model } from "@/api/client";
import { topic, useLiveQuery } from "@/live/useLive";

export type Version = Model<"DealCoachInsight">;

export const historyKey = (dealId: string, connection: string | undefined): QueryKey => [
  "history",
  dealId,
  connection ?? null,
];

/** What was said of a deal, newest first. */
export function useHistory(dealId: string, connection: string | undefined) {
  const key = historyKey(dealId, connection);
  const found = useQuery({
    queryKey: key,
    queryFn: async () => {
      const versions = await dataOf(
        api.GET("/api/ai/deal-coach/{dealId}/history", {
          params: { path: { dealId }, query: { limit: 20, ...(connection ? { connection } : {}) } },
        }),
      );
      // The route can write files as well; without a format it is JSON.
      return typeof versions === "string" ? [] : versions.items;
    },
  });
  useLiveQuery(topic("insight", "deal_coach", "deal", dealId), key);
  return found;
}
