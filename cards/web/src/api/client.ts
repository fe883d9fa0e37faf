import createClient, { type Middleware } from "openapi-fetch";
import { credential, refused } from "@/session/credential";
import { problemOf } from "./problem";
import { root } from "./root";
import type { components, paths } from "./schema";

/** A model of the API by its name, e.g. `Model<"Card">`. */
export type Model<Name extends keyof components["schemas"]> = components["schemas"][Name];

const signedIn: Middleware = {
  async onRequest({ request }) {
    for (const [name, value] of Object.entries(await credential(request.method)))
      request.headers.set(name, value);
    return request;
  },
  async onResponse({ response }) {
    if (response.ok) return response;
    const problem = await problemOf(response);
    if (problem.status === 401) refused(problem);
    throw problem;
  },
};

/**
 * The API, typed from its OpenAPI document: `api.GET("/api/ai/deal-coach/{dealId}", {params: {path: {dealId}}})`.
 *
 * Calls reject with a `Problem`; what they resolve with has `data`.
 */
export const api = createClient<paths>({
  baseUrl: root || window.location.origin,
  // Looked up at the time of the call, so that tests can stand in for the network.
  fetch: (request) => globalThis.fetch(request),
});
api.use(signedIn);

/** Returns the data of a call to `api`; a call that failed has thrown before. */
export async function dataOf<Data>(call: Promise<{ data?: Data }>): Promise<Data> {
  const { data } = await call;
  return data as Data;
}
