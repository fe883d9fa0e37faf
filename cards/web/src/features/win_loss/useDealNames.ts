import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, dataOf, type Model } from "@/api/client";

export type DealNames = ReadonlyMap<string, readonly Model<"ListedDealOut">[]>;

const MOST = 100;
const NONE: DealNames = new Map();

/** What deals are called, by id; an id that two connections know has two. Until it is known, and where it fails, none. */
export function useDealNames(ids: readonly string[]): DealNames {
  const asked = [...new Set(ids)].sort().slice(0, MOST);
  const { data } = useQuery({
    queryKey: ["deal-names", asked],
    queryFn: () =>
      dataOf(api.GET("/api/ai/deals", { params: { query: { ids: asked.join(","), limit: MOST } } })),
    enabled: asked.length > 0,
    staleTime: 5 * 60_000,
    placeholderData: keepPreviousData,
    select: byId,
  });
  return data ?? NONE;
}

function byId({ items }: Model<"DealListOut">): DealNames {
  const found = new Map<string, Model<"ListedDealOut">[]>();
  for (const deal of items) found.set(deal.id, [...(found.get(deal.id) ?? []), deal]);
  return found;
}
