import { hubspot } from "@hubspot/ui-extensions";
import { vi } from "vitest";

interface Asked {
  method: string;
  path: string;
  body: Record<string, unknown> | undefined;
}

type Reply = { status?: number; body: unknown };

/** Answers what a card asks the product for, by method and path, and keeps what was asked. */
export function serve(routes: Record<string, Reply | (() => Reply)>): Asked[] {
  const asked: Asked[] = [];
  vi.spyOn(hubspot, "fetch").mockImplementation((url, options) => {
    const address = new URL(url);
    const method = options?.method ?? "GET";
    const path = address.pathname + address.search;
    asked.push({ method, path, body: options?.body });
    if (address.origin !== "https://crm-ai.example.com")
      throw new Error(`not an address of ours: ${address.origin}`);
    const route = routes[`${method} ${path}`];
    if (!route) throw new Error(`nobody answers ${method} ${path}`);
    const { status = 200, body } = typeof route === "function" ? route() : route;
    return Promise.resolve(new Response(status === 204 ? null : JSON.stringify(body), { status }));
  });
  return asked;
}

export const NOTED: Reply = { status: 204, body: null };

export const NOTHING_YET: Reply = {
  status: 404,
  body: { title: "Not found", detail: "There is no insight yet.", code: "not_found", hint: "Have it made." },
};
