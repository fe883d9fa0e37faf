import { problemOf } from "@/api/problem";
import { root } from "@/api/root";
import { credentialsFrom } from "@/session/credential";

/** What an embed token opened: one record, for a short time. The bearer stays in memory and nowhere else. */
export interface Opened {
  bearer: string;
  expires_at: string;
  kind: string;
  record_type: string;
  record_id: string;
  connection: string | null;
  purpose: "card" | "record";
  role: string;
}

/** Renewed this long before it is over. */
const EARLY_MS = 60_000;

/** Takes the single-use token out of the address, so that neither history nor a copied link holds it. */
export function takeToken(): string | null {
  const token = new URLSearchParams(window.location.hash.slice(1)).get("t");
  if (token) window.history.replaceState(null, "", window.location.pathname + window.location.search);
  return token;
}

/** Exchanges the token; from then on every call carries the bearer, renewed before its time is over. */
export async function open(token: string): Promise<Opened> {
  const frame = decodeURIComponent(window.location.pathname.split("/").pop() ?? "");
  const opened = await ask("/api/embed/sessions", frame ? { token, frame } : { token });
  let current = opened;
  let renewing: Promise<void> | null = null;
  const renew = async () => {
    current = await ask("/api/embed/sessions/renew", {}, current.bearer);
  };
  credentialsFrom({
    headers: async () => {
      if (current.over - performance.now() < EARLY_MS) {
        renewing ??= renew().finally(() => (renewing = null));
        await renewing;
      }
      return { Authorization: `Bearer ${current.bearer}` };
    },
  });
  return opened;
}

/** With the moment on this page's own clock at which it is over: the clock on the wall may be wrong. */
interface Held extends Opened {
  over: number;
}

async function ask(path: string, body: object, bearer?: string): Promise<Held> {
  const answer = await fetch(root + path, {
    method: "POST",
    // In a frame of another site no cookie would come along, and none is wanted.
    credentials: "omit",
    headers: { "Content-Type": "application/json", ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}) },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw await problemOf(answer);
  const opened = (await answer.json()) as Opened;
  const now = Date.parse(answer.headers.get("Date") ?? "") || Date.now();
  return { ...opened, over: performance.now() + Date.parse(opened.expires_at) - now };
}
