import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { key } from "@/session/key";
import { SessionProvider } from "@/session/session";
import { network, serve } from "@/testing/network";
import { show } from "@/testing/render";
import ApprovalsPage from "./ApprovalsPage";
import { answer, claim, patch } from "./examples";

const library = "/api/ai/objection-handler/library";
const as = (role: string) => ({
  signed_in: true,
  setup_needed: false,
  workspace: "acme",
  user: { id: "u", login: "ada", name: "Ada", role },
  csrf: "c",
});
const page = () =>
  show(
    <SessionProvider>
      <ApprovalsPage />
    </SessionProvider>,
    { catalogs: ["approvals"] },
  );

beforeEach(() => key.forget());
afterEach(() => {
  vi.restoreAllMocks();
  key.forget();
});

describe("drafts that wait", () => {
  it("are read, with what changes, by who may not decide", async () => {
    const asked = serve({
      "GET /api/session": as("rep"),
      [`GET ${library}`]: { items: [claim, answer], next: null },
      [`GET ${library}/data-in-eu/diff`]: { diff: patch },
    });
    await page();
    const draft = await screen.findByRole("article", { name: /data-in-eu/ });
    expect(within(draft).getByText("Data stays <in> the EU.")).toBeTruthy();
    expect(screen.getByText("says claim data-in-eu")).toBeTruthy();
    await userEvent.click(within(draft).getByRole("button", { name: "Show what changes" }));
    const changes = await within(draft).findByRole("list", { name: "What changes" });
    expect(within(changes).getAllByRole("listitem")).toHaveLength(3);
    expect(within(changes).getByText("added")).toBeTruthy();
    expect(screen.queryByRole("button", { name: /^Approve/ })).toBeNull();
    expect(asked.some((one) => one.path.includes("state=in_review"))).toBe(true);
  });

  it("are shown around, as far as somebody may do it", async () => {
    serve({ "GET /api/session": as("rep"), [`GET ${library}`]: { items: [claim], next: null } });
    await page();
    await screen.findByRole("article", { name: /data-in-eu/ });
    await userEvent.click(screen.getByRole("button", { name: "Show me around" }));
    for (const title of ["What somebody wants said", "Line by line"]) {
      const note = await screen.findByRole("dialog", { name: title });
      await userEvent.click(within(note).getByRole("button", { name: /Next|Done/ }));
    }
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("are approved in the name of who is signed in", async () => {
    let items = [claim];
    const asked = network(({ method, path }) => {
      if (path === "/api/session") return { body: as("manager") };
      if (method === "POST") items = [];
      return { body: method === "POST" ? claim : { items, next: null } };
    });
    await page();
    await userEvent.click(await screen.findByRole("button", { name: "Approve data-in-eu" }));
    expect(await screen.findByText("Nothing waits for approval.")).toBeTruthy();
    expect(asked.find((one) => one.method === "POST")).toMatchObject({
      path: `${library}/data-in-eu/approve`,
      body: { by: "Ada", note: "" },
    });
  });

  it("are rejected with a reason only", async () => {
    const asked = serve({
      "GET /api/session": as("manager"),
      [`GET ${library}`]: { items: [claim], next: null },
      [`POST ${library}/data-in-eu/reject`]: claim,
    });
    await page();
    await userEvent.click(await screen.findByRole("button", { name: "Reject data-in-eu" }));
    const dialog = await screen.findByRole("dialog");
    const reject = within(dialog).getByRole<HTMLButtonElement>("button", { name: "Reject" });
    expect(reject.disabled).toBe(true);
    await userEvent.type(within(dialog).getByRole("textbox"), "Says too much. ");
    await userEvent.click(reject);
    await waitFor(() => {
      expect(asked.find((one) => one.method === "POST")?.body).toEqual({ by: "Ada", note: "Says too much." });
    });
  });

  it("take a name first from who came with a key, and what the server says against it is shown", async () => {
    key.set("crm_key");
    network(({ method }) =>
      method === "POST"
        ? { status: 409, body: { detail: "Kim wrote it: somebody else has to approve it", code: "own" } }
        : { body: { items: [claim], next: null } },
    );
    await page();
    const approve = await screen.findByRole<HTMLButtonElement>("button", { name: "Approve data-in-eu" });
    expect(approve.disabled).toBe(true);
    await userEvent.type(screen.getByRole("textbox", { name: "Your name" }), "Kim");
    await userEvent.click(approve);
    expect((await screen.findByRole("alert")).textContent).toContain("somebody else has to approve it");
  });
});
