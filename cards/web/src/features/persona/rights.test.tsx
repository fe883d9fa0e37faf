import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter, Route, Routes } from "react-router";
import { beforeEach, expect, it, vi } from "vitest";
import { key } from "@/session/key";
import type { Role } from "@/session/server";
import { SessionProvider } from "@/session/session";
import { serve } from "@/testing/network";
import { show } from "@/testing/render";
import ErasurePage from "./ErasurePage";
import ErasuresPage from "./ErasuresPage";
import { erasure, wish } from "./examples";
import PersonPage from "./PersonPage";

const OF = "/api/ai/persona/251";
const routes = (role: Role) => ({
  "GET /api/session": {
    signed_in: true,
    setup_needed: false,
    workspace: "w",
    user: { id: "u", login: "kim", name: "Kim", role },
    csrf: "c",
  },
  "GET /api/ai/contacts": {
    items: [
      { connection: "hubspot-1", id: "251", name: "Dana Fox", title: "", company: "", do_not_profile: true },
    ],
  },
  [`GET ${OF}/do-not-profile`]: { ...wish, do_not_profile: true, here_since: "2026-11-18T09:00:00Z" },
  "GET /api/privacy/erasures": { items: [erasure] },
  "GET /api/privacy/erasures/era_1": erasure,
});

const at = (path: string) =>
  show(
    <MemoryRouter initialEntries={[path]}>
      <SessionProvider>
        <Routes>
          <Route path="/people/erasures" element={<ErasuresPage />} />
          <Route path="/people/erasures/:erasureId" element={<ErasurePage />} />
          <Route path="/people/:contactId" element={<PersonPage />} />
        </Routes>
      </SessionProvider>
    </MemoryRouter>,
    { catalogs: ["persona"] },
  );

// Several dialogs and pages in one test take their time on a busy machine.
vi.setConfig({ testTimeout: 20_000 });

beforeEach(() => key.forget());

it("what is held about somebody is saved to read and for programs", async () => {
  const asked = serve({ ...routes("admin"), [`GET ${OF}/access`]: {} });
  URL.createObjectURL = () => "blob:made";
  URL.revokeObjectURL = () => undefined;
  await at("/people/251?connection=hubspot-1");
  for (const [name, format] of [
    ["Save to read", "html"],
    ["Save for programs (JSON)", "json"],
  ] as const) {
    await userEvent.click(await screen.findByRole("button", { name }));
    await waitFor(() =>
      expect(asked.at(-1)?.path).toBe(`${OF}/access?connection=hubspot-1&format=${format}`),
    );
  }
  expect(await screen.findByText(/is noted in the audit log/)).toBeTruthy();
});

it.each(["rep", "manager"] as const)("a %s is shown neither", async (role) => {
  serve(routes(role));
  await at("/people/251");
  expect(await screen.findByRole("switch")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Save to read" })).toBeNull();
  expect(screen.queryByRole("button", { name: "Forget everywhere…" })).toBeNull();
});

it("somebody is forgotten once it was checked who it is, and the receipt follows", async () => {
  const asked = serve({ ...routes("admin"), "POST /api/privacy/erasures": erasure });
  await at("/people/251?connection=hubspot-1");
  await userEvent.click(await screen.findByRole("button", { name: "Forget everywhere…" }));
  const dialog = await screen.findByRole("dialog", { name: "Forget Dana Fox everywhere?" });
  await userEvent.click(within(dialog).getByRole("button", { name: "Forget" }));
  expect(asked.some((one) => one.method === "POST")).toBe(false);
  await userEvent.click(within(dialog).getByRole("checkbox", { name: /this is Dana Fox \(id 251\)/ }));
  await userEvent.click(within(dialog).getByRole("button", { name: "Forget" }));
  expect(await screen.findByRole("heading", { level: 1, name: "Receipt of an erasure" })).toBeTruthy();
  expect(asked.find((one) => one.method === "POST")?.body).toEqual({
    contact_id: "251",
    connection: "hubspot-1",
  });
  expect(await screen.findByRole("row", { name: /activities 7 Erased/ })).toBeTruthy();
  expect(screen.queryByText(/Dana/)).toBeNull();
});

it("what still waits for a CRM says so, and can be tried again at once", async () => {
  const waits = {
    ...erasure,
    state: "pending",
    finished_at: null,
    parts: [{ place: "crm", state: "pending", removed: 0, kept: 0, code: "crm_unreachable" }],
  };
  const asked = serve({
    ...routes("admin"),
    "GET /api/privacy/erasures/era_1": waits,
    "POST /api/privacy/erasures/era_1/retry": erasure,
  });
  await at("/people/erasures/era_1");
  expect(
    await screen.findByRole("row", { name: /crm 0 Not all is erased yet.* crm_unreachable/ }),
  ).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Try again now" }));
  await waitFor(() => expect(asked.some((one) => one.path.endsWith("/retry"))).toBe(true));
  expect(await screen.findByRole("row", { name: /activities 7 Erased/ })).toBeTruthy();
});

it("receipts are listed and lead to each", async () => {
  serve(routes("admin"));
  await at("/people/erasures");
  const table = await screen.findByRole("region", { name: "Receipts of erasures" });
  expect(within(table).getByRole("link").getAttribute("href")).toBe("/people/erasures/era_1");
});
