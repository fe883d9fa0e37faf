import { useQueryClient, type QueryKey } from "@tanstack/react-query";
import { createContext, use, useEffect, useEffectEvent, useRef, useSyncExternalStore } from "react";
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

/** Calls `heard` when work on a record is done, whether that changed an insight or not, and when some may have been missed. */
export function useLiveWork(recordId: string | null, heard: () => void): void {
  useLive(recordId === null ? null : "job", (event) => {
    const subject = event?.data.subject as { id?: string } | undefined;
    if (!event || (event.data.state === "done" && subject?.id === recordId)) heard();
  });
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

/** Calls `back` when the server is there again after it could not be reached. */
export function useReturn(back: () => void): void {
  const state = useLiveState();
  const onBack = useEffectEvent(back);
  const wasAway = useRef(false);
  useEffect(() => {
    if (state === "away") wasAway.current = true;
    if (wasAway.current && (state === "live" || state === "polling")) {
      wasAway.current = false;
      onBack();
    }
  }, [state]);
}
