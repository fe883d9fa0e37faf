import { useQuery } from "@tanstack/react-query";
import { api, dataOf, type Model } from "@/api/client";
import { topic, useLiveQuery } from "@/live/useLive";

export type Connection = Model<"ConnectionOut">;

/** How a connection stands, in one word: whether it may read comes before whether it has read. */
export type Standing =
  "off" | "reauthorise" | "uninstalled" | "open" | "never" | "waiting" | "running" | "failed" | "inStep";

export function standing({ status, selection, sync }: Connection): Standing {
  if (status !== "active") return status;
  if (selection.open) return "open";
  return sync.state === "in step" ? "inStep" : sync.state;
}

/** Whether a sync is under way, so that it is worth looking again soon. */
export const moves = (one: Connection): boolean => ["waiting", "running"].includes(standing(one));

const LOOK_AGAIN_MS = 3_000;
const KEY = ["connections"];

/** All connections; looked at again while one of them moves, or while `awaited` says that one is to come. */
export function useConnections(awaited = false) {
  const found = useQuery({
    queryKey: KEY,
    queryFn: () => dataOf(api.GET("/api/ai/connections")),
    refetchInterval: ({ state }) => (awaited || state.data?.items.some(moves) ? LOOK_AGAIN_MS : false),
  });
  useLiveQuery("sync", KEY);
  return found;
}

export function useConnection(key: string) {
  const queryKey = [...KEY, key];
  const found = useQuery({
    queryKey,
    queryFn: () => dataOf(api.GET("/api/ai/connections/{key}", { params: { path: { key } } })),
    refetchInterval: ({ state }) => (state.data && moves(state.data) ? LOOK_AGAIN_MS : false),
  });
  useLiveQuery(topic("sync", key), queryKey);
  return found;
}

export const recordsOf = (one: Connection): number =>
  Object.values(one.records).reduce((sum, count) => sum + count, 0);
