import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import type { Opened } from "@/embed/session";
import { cards } from "@/testing/cards";
import { network, serve } from "@/testing/network";
import { show } from "@/testing/render";
import EmbeddedPersona from "./EmbeddedPersona";
import { persona } from "../examples";

const opened: Opened = {
  bearer: "b",
  expires_at: "2026-11-18T09:10:00Z",
  kind: "persona",
  record_type: "contact",
  record_id: "251",
  connection: "hubspot-1",
  purpose: "card",
  role: "rep",
};
const OF = "/api/ai/persona/251";
// Several dialogs and pages in one test take their time on a busy machine.
vi.setConfig({ testTimeout: 20_000 });

const frame = () => show(<EmbeddedPersona opened={opened} />, { catalogs: ["frame", "persona"] });

it("a trait is locked in the frame, and nothing of that is fetched before it is opened", async () => {
  const asked = serve({
    "GET /api/cards/persona/contact/251": cards.persona,
    [`GET ${OF}`]: persona,
    [`PATCH ${OF}`]: persona,
  });
  await frame();
  const open = await screen.findByRole("button", { name: "Correct what is wrong" });
  expect(asked.map((one) => one.path)).toEqual(["/api/cards/persona/contact/251?connection=hubspot-1"]);
  await userEvent.click(open);
  // It comes as a file of its own.
  const lock = await screen.findByRole("button", { name: "Lock Preferred channel" }, { timeout: 10_000 });
  await userEvent.click(lock);
  await waitFor(() => expect(asked.some((one) => one.method === "PATCH")).toBe(true));
  expect(screen.getByRole("link", { name: "Open the whole page" }).getAttribute("href")).toBe(
    "/app/people/251?connection=hubspot-1",
  );
});

it("who was never looked at is looked at from the frame", async () => {
  let built = false;
  network(({ path }) => {
    if (path.startsWith(OF)) {
      built = true;
      return { body: persona };
    }
    return built ? { body: cards.persona } : { status: 404, body: { detail: "none", code: "no_insight" } };
  });
  await frame();
  await userEvent.click(await screen.findByRole("button", { name: "Look at what was seen" }));
  expect(await screen.findByRole("button", { name: "Correct what is wrong" })).toBeTruthy();
});
