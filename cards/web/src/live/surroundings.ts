import { root } from "@/api/root";
import { problemOf } from "@/api/problem";
import { credential, greeting, refused } from "@/session/credential";
import type { Polled, Surroundings } from "./LiveConnection";

/** Seconds the server may keep an answer back until something happens. */
const WAIT_S = 25;

/** Seconds after which an answer is given up that should have come long ago: the line it was asked over may be dead. */
const PATIENCE_S = 15;

/** The page's own: the socket beside the API, and the same credential as every call. */
export const page: Surroundings = {
  open: () => new WebSocket(`${window.location.origin.replace(/^http/, "ws")}${root}/ws`),
  greeting,
  poll: async (since, topics, waits) => {
    const wait = waits ? WAIT_S : 0;
    const asked = new URLSearchParams({
      topics: topics.join(","),
      wait: String(wait),
      ...(since ? { since } : {}),
    });
    const answer = await fetch(`${root}/api/live?${asked.toString()}`, {
      headers: await credential("GET"),
      signal: AbortSignal.timeout((wait + PATIENCE_S) * 1_000),
    });
    if (!answer.ok) {
      const problem = await problemOf(answer);
      // Nobody is signed in any more: that is no matter of the line, and trying on mends nothing.
      if (problem.status === 401) refused(problem);
      throw problem;
    }
    return (await answer.json()) as Polled;
  },
  // Doubling, and apart from each other: a thousand pages must not come back in the same second.
  delay: (attempt) => Math.min(30_000, 1_000 * 2 ** Math.max(0, attempt)) * (0.5 + Math.random() / 2),
  network: (changed) => {
    const [back, gone] = [() => changed(true), () => changed(false)];
    window.addEventListener("online", back);
    window.addEventListener("offline", gone);
    return () => {
      window.removeEventListener("online", back);
      window.removeEventListener("offline", gone);
    };
  },
};
