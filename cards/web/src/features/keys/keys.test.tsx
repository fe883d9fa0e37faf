import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { network, serve } from "@/testing/network";
import { show } from "@/testing/render";
import KeysPage from "./KeysPage";

const report = {
  id: "k1",
  label: "Report <b>",
  role: "rep",
  scopes: ["read", "embed"],
  created_at: "2026-11-20T10:00:00Z",
};
const page = () => show(<KeysPage />, { catalogs: ["keys"] });

afterEach(() => {
  vi.restoreAllMocks();
});

describe("API keys", () => {
  it("are listed with what each is for", async () => {
    serve({ "GET /api/keys": { items: [report, { ...report, id: "k2", label: "All", scopes: null }] } });
    await page();
    const row = await screen.findByRole("row", { name: /Report <b>/ });
    expect(within(row).getByText("reading and pages inside a CRM")).toBeTruthy();
    expect(screen.getByText("anything its role may do")).toBeTruthy();
  });

  it("have a tour, through what is on the page", async () => {
    serve({ "GET /api/keys": { items: [report] } });
    await page();
    await screen.findByRole("row", { name: /Report <b>/ });
    await userEvent.click(screen.getByRole("button", { name: "Show me around" }));
    for (const title of ["A key for each program", "What each may do", "When it is not needed"]) {
      const note = await screen.findByRole("dialog", { name: title });
      await userEvent.click(within(note).getByRole("button", { name: /Next|Done/ }));
    }
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("are made for the least unless more is chosen, shown once and copied", async () => {
    const user = userEvent.setup();
    const asked = serve({
      "GET /api/keys": { items: [] },
      "POST /api/keys": { id: "k1", key: "crm_secret" },
    });
    await page();
    await user.click(await screen.findByRole("button", { name: "Make a key" }));
    const dialog = await screen.findByRole("dialog");
    await user.type(within(dialog).getByRole("textbox"), " Report ");
    await user.click(within(dialog).getByRole("checkbox", { name: "changing" }));
    await user.click(within(dialog).getByRole("button", { name: "Make a key" }));
    expect(await within(dialog).findByText("crm_secret")).toBeTruthy();
    expect(asked.find((one) => one.method === "POST")?.body).toEqual({
      label: "Report",
      role: "rep",
      scopes: ["read", "write"],
    });
    await user.click(within(dialog).getByRole("button", { name: "Copy: Key" }));
    expect(await navigator.clipboard.readText()).toBe("crm_secret");
    await user.click(within(dialog).getByRole("button", { name: "I have kept it" }));
    await waitFor(() => expect(screen.queryByText("crm_secret")).toBeNull());
    await user.click(screen.getByRole("button", { name: "Make a key" }));
    expect(within(await screen.findByRole("dialog")).queryByText("crm_secret")).toBeNull();
  });

  it("are revoked after a question, and what fails is said there", async () => {
    let broken = true;
    const asked = network(({ method }) => {
      if (method !== "DELETE") return { body: { items: [report] } };
      return broken ? { status: 404, body: { detail: "no such key", code: "not_found" } } : { status: 204 };
    });
    await page();
    await userEvent.click(await screen.findByRole("button", { name: /^Revoke the key of/ }));
    const dialog = await screen.findByRole("dialog");
    const revoke = within(dialog).getByRole("button", { name: "Revoke" });
    await userEvent.click(revoke);
    expect((await within(dialog).findByRole("alert")).textContent).toContain("No such key.");
    broken = false;
    await userEvent.click(revoke);
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(asked.filter((one) => one.method === "DELETE").map((one) => one.path)).toEqual([
      "/api/keys/k1",
      "/api/keys/k1",
    ]);
  });
});
