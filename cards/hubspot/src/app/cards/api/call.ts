import { hubspot } from "@hubspot/ui-extensions";
import host from "../host.json";
import { Problem, problemOf } from "./problem";

type Body = Record<string, unknown>;

/** Longer than a recomputation takes, shorter than the two minutes HubSpot's proxy allows. */
const TIMEOUT_MS = 60_000;

/**
 * Calls the product through HubSpot's proxy. It signs the request and names portal and user in the signed query:
 * no key, and nothing of who asks, is sent from here.
 *
 * The proxy repeats a request whose connection failed or that was answered 5xx, so every route called here may come twice.
 */
export async function call<T>(method: "GET" | "POST", path: string, body?: Body): Promise<T> {
  const answer = await hubspot
    .fetch(`${host.publicUrl}${path}`, { method, timeout: TIMEOUT_MS, ...(body ? { body } : {}) })
    .catch((reason: unknown) => {
      throw new Problem(0, "unreachable", reason instanceof Error ? reason.message : String(reason));
    });
  if (!answer.ok) throw await problemOf(answer);
  // What is only taken note of is answered with nothing.
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

/** One part of a path: a record's id is text of the CRM and may hold anything. */
export const part = (text: string | number): string => encodeURIComponent(String(text));
