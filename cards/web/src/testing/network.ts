import { vi } from "vitest";

/** What a request carried, as far as tests look. */
export interface Asked {
  method: string;
  path: string;
  headers: Headers;
  body: unknown;
}

/** The answer to a request: a body for 200, or a status with a problem document. */
export type Answer = { status?: number; body?: unknown; headers?: Record<string, string> };

/** Stands in for the network: `answer` is asked for every request; returns what was asked so far. */
export function network(answer: (asked: Asked) => Answer | Promise<Answer>): Asked[] {
  const asked: Asked[] = [];
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    // jsdom's pages have an address, Node's requests want a whole one.
    const request =
      input instanceof Request ? input : new Request(new URL(String(input), window.location.href), init);
    const text = await request.text();
    const one: Asked = {
      method: request.method,
      path: new URL(request.url).pathname + new URL(request.url).search,
      headers: request.headers,
      body: text ? (JSON.parse(text) as unknown) : undefined,
    };
    asked.push(one);
    const { status = 200, body, headers } = await answer(one);
    return new Response(body === undefined ? null : JSON.stringify(body), {
      status,
      headers: { "Content-Type": status < 400 ? "application/json" : "application/problem+json", ...headers },
    });
  });
  return asked;
}

/** Answers by method and path without its query: `{"GET /api/ai/deals": {items: []}}`; of the rest nothing is there. */
export function serve(routes: Readonly<Record<string, unknown>>): Asked[] {
  return network(({ method, path }) => {
    const body = routes[`${method} ${path.split("?")[0] ?? path}`];
    if (body !== undefined) return { body };
    return { status: 404, body: { title: "Not found", detail: "nothing there", code: "not_found" } };
  });
}
