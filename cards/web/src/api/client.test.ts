import { afterEach, expect, test, vi } from "vitest";
import { credentialsFrom } from "@/session/credential";
import { network } from "@/testing/network";
import { api, dataOf } from "./client";
import { asProblem, OFFLINE, Problem } from "./problem";

const look = () => dataOf(api.GET("/api/jobs/{jobId}", { params: { path: { jobId: "j/1" } } }));
const failed = async () => asProblem(await look().catch((error: unknown) => error));

afterEach(() => credentialsFrom({ headers: () => ({}) }));

test("a call carries who is asking, and its parts can't leave their place in the path", async () => {
  credentialsFrom({ headers: (method) => ({ Authorization: `Bearer ${method}` }) });
  const asked = network(() => ({ body: { id: "j/1", state: "done" } }));
  expect(await look()).toEqual({ id: "j/1", state: "done" });
  expect(asked[0]?.path).toBe("/api/jobs/j%2F1");
  expect(asked[0]?.headers.get("Authorization")).toBe("Bearer GET");
});

test("a problem document becomes its sentence, code and hint", async () => {
  network(() => ({
    status: 503,
    body: {
      title: "Not now",
      detail: "the database can't be reached",
      code: "store_away",
      hint: "try again",
    },
    headers: { "Retry-After": "7" },
  }));
  const problem = await failed();
  expect(problem).toBeInstanceOf(Problem);
  expect(problem).toMatchObject({
    message: "the database can't be reached",
    status: 503,
    code: "store_away",
    hint: "try again",
    retryAfter: 7,
    passing: true,
  });
});

test("an answer that is no problem document still says something", async () => {
  network(() => ({ status: 502 }));
  expect(await failed()).toMatchObject({ message: "HTTP 502", code: "http_502", hint: null });
});

test("no answer at all is told from an answer that says no", async () => {
  vi.spyOn(globalThis, "fetch").mockRejectedValue(new TypeError("Failed to fetch"));
  expect(await failed()).toMatchObject({ code: OFFLINE, status: 0, passing: true });
});

test("whoever gives credentials is told when they are no longer believed", async () => {
  const refused = vi.fn();
  credentialsFrom({ headers: () => ({}), refused });
  network(() => ({ status: 401, body: { detail: "this session is over", code: "session_over" } }));
  expect((await failed()).passing).toBe(false);
  expect(refused).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: "session_over" }));
});
