import { afterEach, expect, test, vi } from "vitest";
import { credential, credentialsFrom } from "@/session/credential";
import { network } from "@/testing/network";
import { open, takeToken } from "./session";

afterEach(() => {
  vi.useRealTimers();
  credentialsFrom({ headers: () => ({}) });
});

const opened = (bearer: string, seconds: number) => ({
  bearer,
  expires_at: new Date(Date.now() + seconds * 1_000).toISOString(),
  kind: "deal_coach",
  record_type: "deal",
  record_id: "7",
});

test("the token leaves the address as soon as it is read", () => {
  window.history.replaceState(null, "", "/embed/hubspot?theme=dark#t=once");
  expect(takeToken()).toBe("once");
  expect(window.location.href).not.toContain("once");
  expect(window.location.search).toBe("?theme=dark");
  expect(takeToken()).toBeNull();
});

test("it is exchanged once; calls carry the bearer, and no cookie comes along", async () => {
  window.history.replaceState(null, "", "/embed/hub%2Bspot");
  const asked = network(() => ({ body: opened("first", 600) }));
  expect((await open("once")).record_id).toBe("7");
  expect(asked.map(({ path, body }) => [path, body])).toEqual([
    ["/api/embed/sessions", { token: "once", frame: "hub+spot" }],
  ]);
  expect(vi.mocked(fetch).mock.calls[0]?.[1]?.credentials).toBe("omit");
  expect(await credential("GET")).toEqual({ Authorization: "Bearer first" });
  expect(asked).toHaveLength(1);
});

test("a bearer whose time is nearly over is renewed before it is used, once for all who wait", async () => {
  let bearers = 0;
  const asked = network(() => ({ body: opened(`bearer ${(bearers += 1)}`, bearers === 1 ? 30 : 600) }));
  await open("once");
  const both = await Promise.all([credential("GET"), credential("POST")]);
  expect(both).toEqual([{ Authorization: "Bearer bearer 2" }, { Authorization: "Bearer bearer 2" }]);
  expect(asked.map(({ path }) => path)).toEqual(["/api/embed/sessions", "/api/embed/sessions/renew"]);
  expect(asked[1]?.headers.get("Authorization")).toBe("Bearer bearer 1");
});

test("a clock on the wall that is wrong makes no bearer old", async () => {
  vi.setSystemTime(new Date("2031-01-01T00:00:00Z"));
  const headers = { Date: "Thu, 26 Nov 2026 12:00:00 GMT" };
  const asked = network(() => ({
    body: { ...opened("first", 0), expires_at: "2026-11-26T12:10:00Z" },
    headers,
  }));
  await open("once");
  expect(await credential("GET")).toEqual({ Authorization: "Bearer first" });
  expect(asked).toHaveLength(1);
});

test("a token that was used before is a problem with its reason", async () => {
  network(() => ({ status: 401, body: { detail: "this link was used already", code: "token_used" } }));
  await expect(open("twice")).rejects.toMatchObject({ code: "token_used" });
});
