import { useQuery } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";

export const CHANNELS = ["channels"];

/** Where notices go outside of the CRM. */
export function useChannels(enabled = true) {
  return useQuery({
    queryKey: CHANNELS,
    queryFn: () => dataOf(api.GET("/api/channels")),
    select: ({ items }) => items,
    enabled,
  });
}
