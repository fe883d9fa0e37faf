import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter, Route, Routes } from "react-router";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { LiveConnection } from "@/live/LiveConnection";
import { LiveProvider } from "@/live/useLive";
import { network, serve } from "@/testing/network";
import { show } from "@/testing/render";
import AnalysisPage from "./AnalysisPage";
import DealPage from "./DealPage";
import EmbeddedDeal from "./explained/EmbeddedDeal";
import { dealInsight, insight, nothing } from "./examples";

const ASK = "POST /api/ai/win-loss-analysis";
const FIELDS = { "GET /api/ai/win-loss-analysis/fields": { items: ["amount", "industry"] } };
async function at(path: string, live: LiveConnection | null = null) {
  return show(
    <LiveProvider value={live}>
      <MemoryRouter initialEntries={[path]}>
        <Routes>
          <Route path="/win-loss" element={<AnalysisPage />} />
          <Route path="/win-loss/deals/:dealId" element={<DealPage />} />
        </Routes>
      </MemoryRouter>
    </LiveProvider>,
    { catalogs: ["win_loss", "alerts"] },
  );
}

const bodies = (asked: ReturnType<typeof serve>, end: string) =>
  asked
    .filter((one) => one.method === "POST" && one.path.split("?")[0]?.endsWith(end))
    .map((one) => one.body);

afterEach(() => {
  vi.restoreAllMocks();
});

describe("a cohort's answer", () => {
  it("says the verdict first, and each factor's direction and interval in words", async () => {
    serve({ ...FIELDS, [ASK]: insight });
    await at("/win-loss");
    expect(await screen.findByRole("heading", { name: "1 significant factor" })).toBeTruthy();
    const row = await screen.findByRole("row", { name: /^Price pressure <b>/ });
    expect(within(row).getByText("goes with losing")).toBeTruthy();
    expect(within(row).getByText("× 0.50 (0.35 to 0.70)")).toBeTruthy();
    expect(within(row).getByText("0.012")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: /^What else was looked at/ }));
    expect(
      within(screen.getByRole("row", { name: /^Company size/ })).getByText("explained by Region"),
    ).toBeTruthy();
    expect(
      within(screen.getByRole("row", { name: /^Touches in 14 days/ })).getByText(
        "only beside Touches against two weeks before, not by itself",
      ),
    ).toBeTruthy();
    expect(screen.getByText("Lost reason")).toBeTruthy();
  });

  it("is an answer too when nothing was found", async () => {
    serve({ ...FIELDS, [ASK]: nothing });
    await at("/win-loss");
    expect(await screen.findByRole("heading", { name: "No significant factor" })).toBeTruthy();
    expect(screen.getByText(/an effect below odds × 1.6 may well go unseen/)).toBeTruthy();
    expect(screen.queryByText("goes with losing")).toBeNull();
  });

  it.each([
    [{ n_won: 0, n_lost: 0 }, /^No deal here has closed/],
    [{ n_won: 0, n_lost: 9 }, /^None of them was won/],
    [{ n_won: 9, n_lost: 0 }, /^None of them was lost/],
    [
      { n_won: 4, n_lost: 5 },
      /^With 9 closed deals only what changes the odds more than 10 times would show/,
    ],
    [{ n_won: 4, n_lost: 5, detectable: 392_500.38 }, /^With 9 closed deals only what changes the odds/],
  ])("says what is missing where nothing can be compared: %o", async (counts, said) => {
    const payload = { ...nothing.payload, detectable: null, ...counts };
    serve({ ...FIELDS, [ASK]: { ...nothing, payload } });
    await at("/win-loss");
    expect(await screen.findByRole("heading", { name: "Too few closed deals to compare" })).toBeTruthy();
    expect(screen.getByText(said)).toBeTruthy();
    expect(screen.queryByText("No significant factor")).toBeNull();
    expect(screen.queryByText(/may well go unseen/)).toBeNull();
  });

  it("is asked for by the lines of the form", async () => {
    const asked = serve({ ...FIELDS, [ASK]: insight });
    await at("/win-loss");
    await userEvent.click(screen.getByRole("button", { name: "Add a condition" }));
    await userEvent.type(screen.getByLabelText("Field"), "amount");
    await userEvent.selectOptions(screen.getByLabelText("Comparison"), ">");
    await userEvent.type(screen.getByLabelText("Value"), "10000");
    await userEvent.type(screen.getByLabelText("Closed on or after"), "2026-01-01");
    await userEvent.click(screen.getByRole("button", { name: "Explain" }));
    await waitFor(() => {
      expect(bodies(asked, "win-loss-analysis").at(-1)).toEqual({
        cohort: {
          where: { all: [{ field: "amount", op: ">", value: 10_000 }] },
          since: "2026-01-01",
          until: null,
          by: null,
        },
      });
    });
  });

  it("is waited for while a job works it out", async () => {
    let done = false;
    network(({ method, path }) => {
      if (path.includes("/jobs/")) {
        done = true;
        return { body: { id: "job_1", state: "done", location: "", error_code: null } };
      }
      if (method !== "POST") return { body: FIELDS["GET /api/ai/win-loss-analysis/fields"] };
      return done
        ? { body: insight }
        : { status: 202, body: { id: "job_1", state: "queued", location: "", error_code: null } };
    });
    await at("/win-loss");
    expect(await screen.findByRole("heading", { name: "1 significant factor" })).toBeTruthy();
  });

  it("is refused in the server's words", async () => {
    network(({ method }) =>
      method === "POST"
        ? { status: 422, body: { detail: "there is no field industri", code: "unknown_field" } }
        : { body: { items: [] } },
    );
    await at("/win-loss");
    expect(await screen.findByText("There is no field industri.")).toBeTruthy();
  });

  it("leads from a factor to its deals and quotes in one click", async () => {
    const asked = serve({
      ...FIELDS,
      [ASK]: insight,
      "POST /api/ai/win-loss-analysis/drill": {
        total: 1,
        items: [
          {
            deal_id: "7",
            connection: "hubspot-1",
            name: "Rollout",
            outcome: "lost",
            value: 2,
            contribution: -0.4,
            closed_at: "2026-11-01T00:00:00Z",
            evidence: insight.evidence,
          },
        ],
      },
    });
    await at("/win-loss");
    await userEvent.click(await screen.findByRole("button", { name: "Price pressure <b>" }));
    const dialog = await screen.findByRole("dialog");
    expect(await within(dialog).findByText("what would it cost us per seat?")).toBeTruthy();
    expect(within(dialog).getByRole("link", { name: "Rollout" }).getAttribute("href")).toBe(
      "/win-loss/deals/7?connection=hubspot-1",
    );
    await userEvent.selectOptions(within(dialog).getByLabelText("Outcome"), "lost");
    await waitFor(() => {
      expect(bodies(asked, "drill").at(-1)).toMatchObject({ factor: "price_pressure", outcome: "lost" });
    });
  });

  it("stands beside another one", async () => {
    network(({ method, body }) => {
      if (method !== "POST") return { body: { items: [] } };
      const { cohort } = body as { cohort: { where: unknown } };
      return { body: cohort.where === null ? insight : nothing };
    });
    await at("/win-loss");
    await userEvent.click(screen.getByRole("button", { name: "Compare with other deals" }));
    const form = within(screen.getByRole("group", { name: "Compared with" }));
    await userEvent.click(form.getByRole("button", { name: "Add a condition" }));
    await userEvent.type(form.getByLabelText("Field"), "industry");
    await userEvent.type(form.getByLabelText("Value"), "Banking");
    await userEvent.click(form.getByRole("button", { name: "Explain" }));
    const row = await screen.findByRole("row", { name: /^Price pressure <b>/ });
    expect(within(row).getByText("goes with losing")).toBeTruthy();
    expect(within(row).getByText("can’t be told from chance")).toBeTruthy();
    expect(screen.getByRole("columnheader", { name: `"industry" = 'Banking'` })).toBeTruthy();
  });
});

describe("handing on", () => {
  it("shares the very cohort, by a link that is shown once", async () => {
    const asked = serve({
      ...FIELDS,
      [ASK]: insight,
      "POST /api/shares": {
        id: "shr_1",
        url: "https://crm.example/s/abc",
        expires_at: "2026-12-01T00:00:00Z",
      },
    });
    await at("/win-loss");
    await userEvent.type(screen.getByLabelText("Side by side by"), "owner");
    await userEvent.click(screen.getByRole("button", { name: "Explain" }));
    await userEvent.click(screen.getByRole("button", { name: "Share" }));
    await userEvent.selectOptions(await screen.findByLabelText("Open for"), "30");
    await userEvent.click(screen.getByRole("button", { name: "Make the link" }));
    expect(await screen.findByDisplayValue("https://crm.example/s/abc")).toBeTruthy();
    expect(bodies(asked, "shares")).toEqual([
      { report: "win-loss", options: { by: "owner" }, days: 30, passcode: null },
    ]);
  });

  it("saves the report in the chosen format", async () => {
    const asked = serve({ ...FIELDS, [ASK]: insight, "GET /api/ai/reports/win-loss": {} });
    vi.stubGlobal(
      "URL",
      Object.assign(URL, { createObjectURL: () => "blob:x", revokeObjectURL: () => undefined }),
    );
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => undefined);
    await at("/win-loss");
    await userEvent.selectOptions(screen.getByLabelText("File"), "csv");
    await userEvent.click(screen.getByRole("button", { name: "Save report" }));
    await waitFor(() => {
      expect(asked.map((one) => one.path)).toContain("/api/ai/reports/win-loss?format=csv");
    });
    vi.unstubAllGlobals();
  });
});

describe("one deal", () => {
  it("shows the stated reason beside the records and what moved its chance, most first", async () => {
    const asked = serve({ [ASK]: dealInsight });
    await at("/win-loss/deals/7?connection=hubspot-1");
    expect(await screen.findByText("The records say otherwise")).toBeTruthy();
    const [, first] = within(screen.getByRole("table")).getAllByRole("row");
    if (!first) throw new Error("no contribution is shown");
    expect(within(first).getByText("-0.90, lowers the chance")).toBeTruthy();
    expect(bodies(asked, "win-loss-analysis")).toEqual([{ deal_id: "7", connection: "hubspot-1" }]);
  });
});

describe("an answer that is older than what is known", () => {
  it("stays in sight while a newer one is worked out, and says so", async () => {
    let changed = false;
    let worked = false;
    const queued = { id: "job_1", state: "queued", location: "", error_code: null };
    network(({ path }) => {
      if (path.includes("/jobs/")) return { body: { ...queued, state: worked ? "done" : "running" } };
      if (!path.startsWith("/api/ai/win-loss-analysis")) return { body: { items: [] } };
      if (!changed) return { body: dealInsight };
      if (!worked) return { status: 202, body: queued };
      return { body: { ...dealInsight, payload: { ...dealInsight.payload, headline: "Won after all" } } };
    });
    const heard = new Set<(event: null) => void>();
    const live = {
      listen: (_: string, listener: (event: null) => void) => {
        heard.add(listener);
        return () => heard.delete(listener);
      },
    } as unknown as LiveConnection;
    await at("/win-loss/deals/7", live);
    const before = await screen.findByRole("heading", { name: dealInsight.payload.headline });
    expect(screen.queryByText("Checking for a newer answer.")).toBeNull();
    changed = true;
    act(() => heard.forEach((listener) => listener(null)));
    expect(await screen.findByText("Checking for a newer answer.")).toBeTruthy();
    expect(before.isConnected).toBe(true);
    worked = true;
    expect(await screen.findByRole("heading", { name: "Won after all" }, { timeout: 5_000 })).toBeTruthy();
    await waitFor(() => {
      expect(screen.queryByText("Checking for a newer answer.")).toBeNull();
    });
  });
});

describe("in a frame", () => {
  const opened = {
    bearer: "b",
    expires_at: "2026-11-26T12:10:00Z",
    kind: "win_loss",
    record_type: "deal",
    record_id: "7",
    connection: "hubspot-1",
    purpose: "card",
    role: "rep",
  } as const;

  it("is asked about its own deal, and leads out to others", async () => {
    const asked = serve({ [ASK]: dealInsight });
    await show(<EmbeddedDeal opened={opened} />, { catalogs: ["win_loss"] });
    expect(await screen.findByText("The records say otherwise")).toBeTruthy();
    expect(bodies(asked, "win-loss-analysis")).toEqual([{ deal_id: "7", connection: "hubspot-1" }]);
    const other = screen.getByRole("link", { name: "Pilot" });
    expect(other.getAttribute("href")).toBe("/app/win-loss/deals/8?connection=hubspot-1");
    expect(other.getAttribute("target")).toBe("_blank");
  });
});
