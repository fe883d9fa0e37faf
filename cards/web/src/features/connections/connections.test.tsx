import { act, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter, Route, Routes } from "react-router";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LiveConnection } from "@/live/LiveConnection";
import { LiveProvider } from "@/live/useLive";
import { key } from "@/session/key";
import { SessionProvider } from "@/session/session";
import { network, serve } from "@/testing/network";
import { show } from "@/testing/render";
import ConnectionPage from "./ConnectionPage";
import ConnectionsPage from "./ConnectionsPage";
import ConnectPage from "./ConnectPage";
import { choices, connected, ended, failed, hubspot, running, salesforce, unchosen, write } from "./examples";

const one = "/api/ai/connections/hubspot-1";
const as = (role: string) => ({
  "GET /api/session": {
    signed_in: true,
    setup_needed: false,
    workspace: "acme",
    user: { id: "u", login: "kim", name: "Kim", role },
    csrf: "c",
  },
});

const heard = new Set<(event: null) => void>();
const live = {
  listen: (_: string, listener: (event: null) => void) => {
    heard.add(listener);
    return () => heard.delete(listener);
  },
} as unknown as LiveConnection;

const at = (path: string) =>
  show(
    <SessionProvider>
      <LiveProvider value={live}>
        <MemoryRouter initialEntries={[path]}>
          <Routes>
            <Route path="/connections" element={<ConnectionsPage />} />
            <Route path="/connections/:connection" element={<ConnectionPage />} />
            <Route path="/connect" element={<ConnectPage />} />
          </Routes>
        </MemoryRouter>
      </LiveProvider>
    </SessionProvider>,
    { catalogs: ["connections"] },
  );

beforeEach(() => key.forget());
afterEach(() => {
  vi.restoreAllMocks();
});

describe("connections", () => {
  it("are listed with how each stands and how much is held", async () => {
    serve({ ...as("rep"), "GET /api/ai/connections": { items: [connected, running, failed, ended] } });
    await at("/connections");
    const row = await screen.findByRole("row", { name: /hubspot-1/ });
    expect(within(row).getByText("in step")).toBeTruthy();
    expect(within(row).getByText("4,600")).toBeTruthy();
    expect(screen.getByText("syncing")).toBeTruthy();
    expect(screen.getByText("disconnected")).toBeTruthy();
  });

  it("say so when there is none, and who may make one is shown the way", async () => {
    serve({ ...as("admin"), "GET /api/ai/connections": { items: [] } });
    await at("/connections");
    expect(await screen.findByText(/No CRM is connected yet/)).toBeTruthy();
    expect(await screen.findByRole("button", { name: "Connect a CRM" })).toBeTruthy();
  });
});

describe("a connection", () => {
  it("shows what could not be read and why the last try failed", async () => {
    serve({ ...as("rep"), [`GET ${one}`]: { ...failed, key: "hubspot-1" } });
    await at("/connections/hubspot-1");
    expect((await screen.findByRole("alert")).textContent).toContain("The CRM said to wait.");
    const row = screen.getByRole("row", { name: /contacts/ });
    expect(within(row).getByText("2")).toBeTruthy();
    expect(screen.queryByRole("button", { name: /Sync now|Disconnect/ })).toBeNull();
  });

  it("is synced on demand and then shows how far that is", async () => {
    let now = connected;
    const session = as("manager")["GET /api/session"];
    const asked = network(({ method, path }) => {
      if (path === "/api/session") return { body: session };
      if (method === "POST") now = { ...running, key: "hubspot-1" };
      return { body: now };
    });
    await at("/connections/hubspot-1");
    await userEvent.click(await screen.findByRole("button", { name: "Sync now" }));
    expect(await screen.findByText("Loading: 301 records read so far.")).toBeTruthy();
    expect(asked.find((call) => call.method === "POST")?.body).toEqual({ full: false, accept_loss: false });
  });

  it("is ended after saying what stands in the CRM, which can be taken back", async () => {
    const asked = serve({
      ...as("admin"),
      [`GET ${one}`]: connected,
      "GET /api/deliveries": { items: [{ action: "note" }, { action: "note" }, { action: "task" }] },
      [`DELETE ${one}`]: {
        connection: "hubspot-1",
        account: "4711",
        revoked: true,
        problem: null,
        undone: 3,
      },
    });
    await at("/connections/hubspot-1");
    await userEvent.click(await screen.findByRole("button", { name: "Disconnect" }));
    const dialog = await screen.findByRole("dialog");
    expect(await within(dialog).findByText("2 notes")).toBeTruthy();
    await userEvent.click(within(dialog).getByRole("checkbox"));
    await userEvent.click(within(dialog).getByRole("button", { name: "Take back and disconnect" }));
    expect(await within(dialog).findByText("3 writes were taken back.")).toBeTruthy();
    expect(asked.find((call) => call.method === "DELETE")?.path).toContain("undo=true");
  });

  it("asks to take nothing back where nothing was written", async () => {
    serve({ ...as("admin"), [`GET ${one}`]: connected, "GET /api/deliveries": { items: [] } });
    await at("/connections/hubspot-1");
    await userEvent.click(await screen.findByRole("button", { name: "Disconnect" }));
    const dialog = await screen.findByRole("dialog");
    expect(await within(dialog).findByText("Nothing was written into the CRM through it.")).toBeTruthy();
    expect(within(dialog).queryByRole("checkbox")).toBeNull();
    expect(within(dialog).getByRole("button", { name: "Disconnect" })).toBeTruthy();
  });

  it("says what would be written on a deal, and writes nothing", async () => {
    const asked = serve({
      ...as("manager"),
      [`GET ${one}`]: connected,
      "POST /api/deliveries/dry-run": {
        writes: [write],
        deal: { id: "7", name: "Roof", url: "https://crm.example/7" },
      },
    });
    await at("/connections/hubspot-1");
    await userEvent.type(await screen.findByRole("textbox"), " 7 ");
    await userEvent.click(screen.getByRole("button", { name: "Show what would be written" }));
    const kept = await screen.findByRole("row", { name: /ai next step/ });
    expect(within(kept).getByText("Call the CFO")).toBeTruthy();
    expect(within(kept).getByText("left as it is")).toBeTruthy();
    expect(screen.getByRole("link", { name: "Roof" })).toBeTruthy();
    expect(asked.find((call) => call.method === "POST")?.body).toEqual({
      connection: "hubspot-1",
      deal_id: "7",
    });
  });

  it("says what was not granted, and what is left out without it", async () => {
    serve({ ...as("admin"), [`GET ${one}`]: { ...connected, missing: unchosen.missing } });
    await at("/connections/hubspot-1");
    const section = await screen.findByRole("region", { name: "Not granted" });
    expect(within(section).getByText("sales-email-read")).toBeTruthy();
    expect(within(section).getByText("reads the text of <b>e-mails</b>")).toBeTruthy();
    expect(within(section).getByRole("button", { name: "Make the link" })).toBeTruthy();
  });

  it("has to look at one pipeline at least", async () => {
    const asked = serve({
      ...as("admin"),
      [`GET ${one}`]: unchosen,
      [`GET ${one}/choices`]: { ...choices, pipelines: [{ name: "Sales", label: "Sales" }] },
    });
    await at("/connections/hubspot-1");
    await userEvent.click(await screen.findByRole("checkbox", { name: "Sales" }));
    expect((await screen.findByRole("alert")).textContent).toContain("at least one pipeline");
    await userEvent.click(screen.getByRole("button", { name: "Keep this choice and go on" }));
    expect(asked.some((call) => call.method === "PUT")).toBe(false);
  });

  it("reads nothing before an admin has chosen what, and is shown what would be written", async () => {
    const session = as("admin")["GET /api/session"];
    let now = unchosen;
    const asked = network(({ method, path, body }) => {
      if (path === "/api/session") return { body: session };
      if (path.endsWith("/choices")) return { body: choices };
      if (path.endsWith("/dry-run")) {
        return { body: { writes: [write], deal: { id: "7", name: "Roof", url: null } } };
      }
      if (method === "PUT") now = { ...unchosen, selection: body as typeof unchosen.selection };
      return { body: now };
    });
    await at("/connections/hubspot-1");
    await userEvent.click(await screen.findByRole("checkbox", { name: "Renewals" }));
    await userEvent.click(screen.getByRole("checkbox", { name: "Region" }));
    await userEvent.click(screen.getByRole("checkbox", { name: "Task for the next step" }));
    expect(screen.queryByRole("button", { name: "Read the records now" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Keep this choice and go on" }));
    await userEvent.click(await screen.findByRole("button", { name: "Show what would be written" }));
    expect(await screen.findByText("Roof")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Read the records now" }));
    const chosen = { pipelines: ["Sales"], fields: ["region"], unwritten: ["task"] };
    const puts = () => asked.filter((call) => call.method === "PUT").map((call) => call.body);
    await vi.waitFor(() => {
      expect(puts()).toEqual([
        { ...chosen, open: true },
        { ...chosen, open: false },
      ]);
    });
  }, 30_000);

  it("that was ended is connected again under its name", async () => {
    const asked = serve({
      ...as("admin"),
      "GET /api/ai/connections/hubspot-3": ended,
      "POST /install/hubspot/link": { url: "https://ai.example/i?t=x", expires_at: "2026-11-24T16:00:00Z" },
    });
    await at("/connections/hubspot-3");
    await userEvent.click(await screen.findByRole("button", { name: "Make the link" }));
    expect((await screen.findByRole("link", { name: "Go to HubSpot" })).getAttribute("href")).toBe(
      "https://ai.example/i?t=x",
    );
    expect(asked.find((call) => call.method === "POST")?.body).toEqual({
      connection: "hubspot-3",
      choose_first: false,
    });
  });
});

describe("connecting", () => {
  it("says what is asked for and why, makes the link and waits for the first sync", async () => {
    let items = [connected];
    const session = as("admin")["GET /api/session"];
    network(({ method, path }) => {
      if (path === "/api/session") return { body: session };
      if (path === "/api/ai/connectors") return { body: { items: [hubspot, salesforce] } };
      if (method === "POST") {
        return { body: { url: "https://ai.example/i?t=x", expires_at: "2026-11-24T16:00:00Z" } };
      }
      return { body: { items } };
    });
    await at("/connect");
    await userEvent.click(await screen.findByRole("radio", { name: "HubSpot" }));
    expect(screen.getByText("reads deals <and their stages>")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Make the link" }));
    expect(await screen.findByText("https://ai.example/i?t=x")).toBeTruthy();
    items = [connected, { ...running, key: "hubspot-9", connector: "hubspot" }];
    act(() => {
      for (const listener of heard) listener(null);
    });
    expect(await screen.findByRole("link", { name: "hubspot-9" })).toBeTruthy();
    expect(screen.getByText("Loading: 301 records read so far.")).toBeTruthy();
  });

  it("goes on once a declared CRM was connected by the command that it shows", async () => {
    let items = [connected];
    network(({ path }) => {
      if (path === "/api/session") return { body: as("admin")["GET /api/session"] };
      if (path === "/api/ai/connectors") return { body: { items: [hubspot, salesforce] } };
      if (path.endsWith("/choices")) return { body: choices };
      return { body: { items } };
    });
    await at("/connect");
    expect(await screen.findByText(/^crm-ai connect rest .* --choose-first$/)).toBeTruthy();
    items = [connected, { ...unchosen, key: "rest-1", connector: "rest", label: "Kontor" }];
    act(() => {
      for (const listener of heard) listener(null);
    });
    expect(await screen.findByRole("link", { name: "rest-1" })).toBeTruthy();
    expect(await screen.findByRole("button", { name: "Keep this choice and go on" })).toBeTruthy();
    expect(screen.queryByText(/^crm-ai connect rest/)).toBeNull();
  });

  it("says which settings an installation without an app lacks, instead of a link", async () => {
    serve({
      ...as("admin"),
      "GET /api/ai/connectors": { items: [salesforce] },
      "GET /api/ai/connections": { items: [] },
    });
    await at("/connect");
    await userEvent.click(await screen.findByRole("radio", { name: "Salesforce" }));
    expect(screen.getByRole("alert").textContent).toContain("CRM_AI_SALESFORCE__CLIENT_ID");
    expect(screen.queryByRole("button", { name: "Make the link" })).toBeNull();
  });
});
