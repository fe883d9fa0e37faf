import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { afterEach, describe, expect, it, vi } from "vitest";
import { SessionProvider } from "@/session/session";
import { serve } from "@/testing/network";
import { show } from "@/testing/render";
import { alert, patterns, rule } from "../examples";
import AlertsPage from "./AlertsPage";

const FIELDS = { "GET /api/ai/win-loss-analysis/fields": { items: ["amount", "industry"] } };
const SESSION = {
  signed_in: true,
  setup_needed: false,
  csrf: "c",
  user: { id: "usr_1", name: "Ada", login: "ada", role: "admin" },
};

const showPage = () =>
  show(
    <MemoryRouter>
      <SessionProvider>
        <AlertsPage />
      </SessionProvider>
    </MemoryRouter>,
    { catalogs: ["win_loss", "alerts"] },
  );

const bodies = (asked: ReturnType<typeof serve>, method: string, end: string) =>
  asked.filter((one) => one.method === method && one.path.endsWith(end)).map((one) => one.body);

afterEach(() => {
  vi.restoreAllMocks();
});

describe("alerts", () => {
  const routes = {
    ...FIELDS,
    "GET /api/session": SESSION,
    "GET /api/ai/win-loss-analysis/alerts": { items: [rule] },
    "GET /api/ai/win-loss-analysis/alerts/found": { items: [alert] },
    "GET /api/ai/deals": { items: [{ connection: "hubspot-1", id: "9001", name: "Rollout" }] },
    "GET /api/ai/win-loss-analysis/alerts/patterns": { items: patterns },
    "GET /api/channels": { items: [] },
    "POST /api/ai/win-loss-analysis/alerts/preview": {
      found: [
        { connection: "c", deal: "9001", why: "Silent for 20 days.", figures: {}, evidence: [], held: null },
      ],
      said: [],
      cleared: 0,
      error: null,
    },
    "POST /api/ai/win-loss-analysis/alerts": rule,
    "DELETE /api/ai/win-loss-analysis/alerts/rul_1": {},
  };

  it("are tried before they speak, and made as they were tried", async () => {
    const asked = serve(routes);
    await showPage();
    await userEvent.type(await screen.findByLabelText("Days without an answer"), "20");
    const cap = screen.getByLabelText("Most alerts in a week");
    await userEvent.clear(cap);
    await userEvent.click(screen.getByRole("button", { name: "Make the rule" }));
    expect(bodies(asked, "POST", "alerts")).toEqual([]);
    await userEvent.type(cap, "5");
    await userEvent.click(screen.getByRole("button", { name: "Try it; nobody is told" }));
    expect(await screen.findByText("Silent for 20 days.")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Make the rule" }));
    expect(await screen.findByText("The rule was made.")).toBeTruthy();
    const tried = bodies(asked, "POST", "preview");
    expect(tried).toMatchObject([
      { pattern: "silent", options: { days: 20 }, weekly_cap: 5, deliver: ["task"] },
    ]);
    expect(bodies(asked, "POST", "alerts")).toEqual(tried);
  });

  it("are removed after a question", async () => {
    const asked = serve(routes);
    await showPage();
    await userEvent.click(await screen.findByRole("button", { name: "Remove Quiet banks" }));
    const dialog = await screen.findByRole("dialog");
    expect(asked.some((one) => one.method === "DELETE")).toBe(false);
    await userEvent.click(within(dialog).getByRole("button", { name: "Remove" }));
    await waitFor(() => {
      expect(asked.some((one) => one.method === "DELETE")).toBe(true);
    });
  });

  it("are only looked at by reps", async () => {
    serve({ ...routes, "GET /api/session": { ...SESSION, user: { ...SESSION.user, role: "rep" } } });
    await showPage();
    expect(await screen.findByText("Managers and admins make rules.")).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Make the rule" })).toBeNull();
    expect(screen.queryByRole("button", { name: /^Remove/ })).toBeNull();
  });

  it("are changed as they stand, quiet hours and all", async () => {
    const asked = serve({ ...routes, "PUT /api/ai/win-loss-analysis/alerts/rul_1": rule });
    await showPage();
    await userEvent.click(await screen.findByRole("button", { name: "Change Quiet banks" }));
    const form = within(await screen.findByRole("dialog"));
    const quiet = within(form.getByRole("group", { name: "Quiet hours" }));
    expect(quiet.getByLabelText<HTMLInputElement>("From").value).toBe("20:00");
    expect(quiet.getByLabelText<HTMLSelectElement>("Time zone").value).toBe("Europe/Berlin");
    await userEvent.click(form.getByLabelText("Sunday"));
    await userEvent.click(form.getByLabelText("On duty"));
    await userEvent.click(form.getByRole("button", { name: "Save the rule" }));
    await waitFor(() => {
      expect(bodies(asked, "PUT", "rul_1")).toEqual([
        {
          ...rule.rule,
          quiet: { start: "20:00", end: "07:00", zone: "Europe/Berlin", whole_days: [5] },
          active: false,
        },
      ]);
    });
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("keep a filter that lines can't show", async () => {
    const where = { not: { field: "industry", op: "=", value: "Banking" } };
    const stored = { ...rule, rule: { ...rule.rule, where } };
    const asked = serve({
      ...routes,
      "GET /api/ai/win-loss-analysis/alerts": { items: [stored] },
      "PUT /api/ai/win-loss-analysis/alerts/rul_1": stored,
    });
    await showPage();
    await userEvent.click(await screen.findByRole("button", { name: "Change Quiet banks" }));
    const form = within(await screen.findByRole("dialog"));
    expect(form.getByText(/a filter that was written elsewhere/)).toBeTruthy();
    await userEvent.click(form.getByRole("button", { name: "Save the rule" }));
    await waitFor(() => {
      expect(bodies(asked, "PUT", "rul_1")).toMatchObject([{ where }]);
    });
  });

  it("show what they found, under the deal's name", async () => {
    serve(routes);
    await showPage();
    const link = await screen.findByRole("link", { name: "Rollout" });
    expect(link.getAttribute("href")).toBe("/win-loss/deals/9001?connection=hubspot-1");
    expect(screen.getByText(alert.why)).toBeTruthy();
  });

  it("look at once when asked to, and say what came of it", async () => {
    serve({
      ...routes,
      "POST /api/ai/win-loss-analysis/alerts/rul_1/fire": {
        found: [],
        said: ["alr_1"],
        cleared: 0,
        error: null,
      },
    });
    await showPage();
    await userEvent.click(await screen.findByRole("button", { name: "Look now Quiet banks" }));
    expect(await screen.findByText("“Quiet banks” looked and told of 1 deal.")).toBeTruthy();
  });

  it("tell a channel whose secret is shown this once", async () => {
    const asked = serve({ ...routes, "POST /api/channels": { id: "chn_1", secret: "whsec_x" } });
    await showPage();
    await userEvent.click(await screen.findByRole("button", { name: "Add a channel" }));
    const dialog = within(await screen.findByRole("dialog"));
    await userEvent.type(dialog.getByLabelText("Name"), "Ops");
    await userEvent.type(dialog.getByLabelText(/^Address/), "https://ops.example/hook");
    await userEvent.click(dialog.getByRole("button", { name: "Make the channel" }));
    expect(await dialog.findByText("whsec_x")).toBeTruthy();
    expect(bodies(asked, "POST", "channels")).toEqual([
      { kind: "webhook", name: "Ops", url: "https://ops.example/hook" },
    ]);
    await userEvent.click(dialog.getByRole("button", { name: "I have kept it" }));
    expect(screen.queryByText("whsec_x")).toBeNull();
  });
});
