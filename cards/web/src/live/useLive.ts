import { useQueryClient, type QueryKey } from "@tanstack/react-query";
import { createContext, use, useEffect, useEffectEvent, useSyncExternalStore } from "react";
import type { LiveConnection, LiveEvent, LiveState } from "./LiveConnection";

const Context = createContext<LiveConnection | null>(null);

export const LiveProvider = Context;

/** Returns the topic made of these parts, each of which may hold anything: `topic("insight", kind, type, id)`. */
export const topic = (...parts: readonly string[]): string => parts.map(encodeURIComponent).join("/");

/**
 * Calls `heard` when something happens at a topic or below it (`insight/deal_coach/deal/123`, `job/…`, `sync/…`).
 * It gets `null` when something may have been missed. Without a connection above it, nothing is heard.
 */
export function useLive(at: string | null, heard: (event: LiveEvent | null) => void): void {
  const connection = use(Context);
  const onEvent = useEffectEvent(heard);
  useEffect(() => {
    if (at === null || !connection) return undefined;
    return connection.listen(at, (event) => onEvent(event));
  }, [connection, at]);
}

/** Fetches a query again whenever something happens at a topic. */
export function useLiveQuery(at: string | null, key: QueryKey): void {
  const client = useQueryClient();
  useLive(at, () => void client.invalidateQueries({ queryKey: key }));
}

const nothing = () => () => undefined;

/** How the page hears of changes just now. */
export function useLiveState(): LiveState {
  const connection = use(Context);
  return useSyncExternalStore(
    connection ? (changed) => connection.watch(changed) : nothing,
    () => connection?.state ?? "idle",
  );
}
