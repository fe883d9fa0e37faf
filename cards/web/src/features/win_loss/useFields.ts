import { useQuery } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";

/** Names that filters may use. Without them the form still works: names can be typed. */
export function useFields(): readonly string[] {
  const { data } = useQuery({
    queryKey: ["win-loss-fields"],
    queryFn: () => dataOf(api.GET("/api/ai/win-loss-analysis/fields")),
    staleTime: 5 * 60_000,
  });
  return data?.items ?? [];
}
