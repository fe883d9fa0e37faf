import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter, Route, Routes } from "react-router";
import { afterEach, describe, expect, it, vi } from "vitest";
import { cards } from "@/testing/cards";
import { SessionProvider, useSession } from "@/session/session";
import { network, serve } from "@/testing/network";
import { show } from "@/testing/render";
import DealPage from "./DealPage";
import DealsPage from "./DealsPage";

const deal = {
  connection: "hubspot-1",
  id: "7",
  name: "Rollout <b>",
  stage: "Proposal",
  amount: 12_000,
  currency: "EUR",
  outcome: "open",
  expected_close_at: null,
  closed_at: null,
  company: "Harborline",
  owner: null,
  p_win: { value: 0.62, low: 0.48, high: 0.74, n: 12, basis: "" },
  headline: null,
};

const Known = () => <output>{useSession().role}</output>;

async function at(path: string) {
  return show(
    <SessionProvider>
      <Known />
      <MemoryRouter initialEntries={[path]}>
        <Routes>
          <Route path="/deals" element={<DealsPage />} />
          <Route path="/deals/:dealId" element={<DealPage />} />
        </Routes>
      </MemoryRouter>
    </SessionProvider>,
    { catalogs: ["coach"] },
  );
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("deals", () => {
  it("are listed with their chance, and their text is text", async () => {
    serve({ "GET /api/ai/deals": { items: [deal, { ...deal, id: "8", name: "Pilot", p_win: null }] } });
    await at("/deals");
    const row = await screen.findByRole("row", { name: /Rollout <b>/ });
    expect(within(row).getByText("62%")).toBeTruthy();
    expect(within(screen.getByRole("row", { name: /Pilot/ })).getByText("not worked out yet")).toBeTruthy();
  });

  it("are looked for by what is typed", async () => {
    const asked = serve({ "GET /api/ai/deals": { items: [] } });
    await at("/deals");
    await userEvent.type(screen.getByRole("searchbox"), "harbor");
    await screen.findByText("No deal holds this in its name or company.");
    expect(asked.at(-1)?.path).toContain("search=harbor");
    expect(asked.at(-1)?.path).toContain("outcome=open");
  });

  it("that are not there yet have an admin shown the way to a CRM, and nobody else", async () => {
    const user = { id: "u", login: "kim", name: "Kim", role: "admin" };
    const session = { signed_in: true, setup_needed: false, workspace: "acme", user, csrf: "c" };
    const none = { "GET /api/ai/deals": { items: [] } };
    serve({ ...none, "GET /api/session": session });
    const { unmount } = await at("/deals");
    const link = await screen.findByRole("link", { name: "Connect a CRM" });
    expect(link.getAttribute("href")).toBe("/connect");
    await userEvent.type(screen.getByRole("searchbox"), "x");
    expect(await screen.findByText("No deal holds this in its name or company.")).toBeTruthy();
    expect(screen.queryByRole("link", { name: "Connect a CRM" })).toBeNull();
    unmount();
    serve({ ...none, "GET /api/session": { ...session, user: { ...user, role: "manager" } } });
    await at("/deals");
    await screen.findByText("manager");
    await screen.findByText(/There is no deal here yet/);
    expect(screen.queryByRole("link", { name: "Connect a CRM" })).toBeNull();
  });

  it("are not said to be none where they are in another state", async () => {
    network(({ path }) => ({ body: { items: path.includes("outcome=") ? [] : [deal] } }));
    await at("/deals");
    expect(await screen.findByText("No deal is in this state.")).toBeTruthy();
  });

  it("open their coach over the list, where a step is settled", async () => {
    const asked = serve({
      "GET /api/ai/deals": { items: [deal] },
      "GET /api/cards/deal_coach/deal/7": cards.dealCoach,
      "POST /api/ai/deal-coach/7/actions/act_economic_buyer": {},
    });
    await at("/deals");
    await userEvent.click(await screen.findByRole("button", { name: /^Coach/ }));
    const dialog = await screen.findByRole("dialog");
    const [done] = await within(dialog).findAllByRole("button", { name: /^Mark as done/ });
    if (!done) throw new Error("no button settles a step");
    await userEvent.click(done);
    await waitFor(() => {
      expect(asked.find((one) => one.method === "POST")?.body).toMatchObject({ state: "done" });
    });
    await userEvent.keyboard("{Escape}");
    await waitFor(() => {
      expect(screen.queryByRole("dialog")).toBeNull();
    });
  });

  it("offer to work a deal out where nothing is known of it", async () => {
    const asked = serve({ "POST /api/ai/deal-coach/7": { id: "ins_1" } });
    await at("/deals/7?connection=hubspot-1");
    const [make] = await screen.findAllByRole("button", { name: "Work it out" });
    if (!make) throw new Error("nothing to press");
    await userEvent.click(make);
    await waitFor(() => {
      expect(asked.find((one) => one.method === "POST")?.path).toContain("connection=hubspot-1");
    });
  });

  it("are worked out by the click that opens their coach, and say how far that is", async () => {
    let state = "queued";
    const asked = network(({ method, path }) => {
      if (path.startsWith("/api/ai/deals")) return { body: { items: [{ ...deal, p_win: null }] } };
      if (method === "POST") return { status: 202, body: { id: "refresh:1", state: "queued", location: "" } };
      if (path.startsWith("/api/jobs/")) return { body: { id: "refresh:1", state, location: "" } };
      return state === "done" ? { body: cards.dealCoach } : { status: 404, body: { code: "no_insight" } };
    });
    await at("/deals");
    await userEvent.click(await screen.findByRole("button", { name: /^Coach/ }));
    const dialog = await screen.findByRole("dialog");
    expect(await within(dialog).findByText("Waiting its turn")).toBeTruthy();
    expect(asked.filter((one) => one.method === "POST")).toHaveLength(1);
    state = "done";
    expect(
      await within(dialog).findAllByRole("button", { name: /^Mark as done/ }, { timeout: 5_000 }),
    ).toBeTruthy();
    expect(asked.filter((one) => one.method === "POST")).toHaveLength(1);
  }, 20_000);

  it("say that a job failed, and keep what was said before", async () => {
    network(({ method, path }) => {
      if (method === "POST")
        return { status: 202, body: { id: "refresh:1", state: "running", location: "" } };
      if (path.startsWith("/api/jobs/"))
        return { body: { id: "refresh:1", state: "failed", location: "", error_code: "crm_unreachable" } };
      if (path.startsWith("/api/cards/")) return { body: cards.dealCoach };
      return { body: { items: [] } };
    });
    await at("/deals/7");
    await userEvent.click(await screen.findByRole("button", { name: "Refresh" }));
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("could not be worked out");
    expect(alert.textContent).toContain("crm_unreachable");
    expect(screen.getAllByRole("button", { name: /^Mark as done/ }).length).toBeGreaterThan(0);
  });

  it("are called by their name where it is known", async () => {
    serve({ "GET /api/ai/deals": { items: [deal] } });
    await at("/deals/7");
    expect(await screen.findByRole("heading", { level: 1, name: "Rollout <b>" })).toBeTruthy();
    expect(screen.getByRole("link", { name: "Answer an objection" }).getAttribute("href")).toBe(
      "/objections?deal=7",
    );
  });

  it("show what was said before, and what was done with it", async () => {
    serve({
      "GET /api/cards/deal_coach/deal/7": cards.dealCoach,
      "GET /api/ai/deal-coach/7/history": {
        items: [
          {
            id: "ins_1",
            as_of: "2026-11-20T10:00:00Z",
            changes: [{ what: "Chance fell", because: [] }],
            payload: {
              score: { p_win: deal.p_win },
              actions: [{ id: "a", title: "Call the buyer", state: { state: "dismissed", reason: null } }],
            },
          },
        ],
      },
    });
    await at("/deals/7");
    expect(await screen.findByText("Chance fell")).toBeTruthy();
    expect(screen.getByText("Call the buyer").closest("li")?.textContent).toContain("dismissed");
  });
});
