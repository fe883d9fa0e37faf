import { root } from "@/api/root";
import { problemOf } from "@/api/problem";
import { credential, greeting } from "@/session/credential";
import type { Polled, Surroundings } from "./LiveConnection";

/** Seconds the server may keep an answer back until something happens. */
const WAIT_S = 25;

/** The page's own: the socket beside the API, and the same credential as every call. */
export const page: Surroundings = {
  open: () => new WebSocket(`${window.location.origin.replace(/^http/, "ws")}${root}/ws`),
  greeting,
  poll: async (since, topics) => {
    const asked = new URLSearchParams({
      topics: topics.join(","),
      wait: String(WAIT_S),
      ...(since ? { since } : {}),
    });
    const answer = await fetch(`${root}/api/live?${asked.toString()}`, { headers: await credential("GET") });
    if (!answer.ok) throw await problemOf(answer);
    return (await answer.json()) as Polled;
  },
  // Doubling, and apart from each other: a thousand pages must not come back in the same second.
  delay: (attempt) => Math.min(30_000, 1_000 * 2 ** Math.max(0, attempt)) * (0.5 + Math.random() / 2),
};
