import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { afterEach, describe, expect, it, vi } from "vitest";
import { cards } from "@/testing/cards";
import { serve } from "@/testing/network";
import { show } from "@/testing/render";
import ObjectionPage from "./ObjectionPage";

const past = {
  id: "obj_0",
  text: "Your price <b>is</b> too high",
  category: "price",
  at: "2026-11-20T10:00:00Z",
  language: "en",
  responses: [{ did: ["copied", "rated"], rating: 5 }],
};

const routes = {
  "GET /api/ai/objection-handler": { items: [past] },
  "POST /api/ai/objection-handler": { subject: { type: "objection", id: "obj_1" } },
  "GET /api/cards/objection/objection/obj_1": cards.objection,
  "GET /api/cards/objection/objection/obj_0": cards.objection,
};

const page = (address = "/objections", language: "en" | "de" = "en") =>
  show(
    <MemoryRouter initialEntries={[address]}>
      <ObjectionPage />
    </MemoryRouter>,
    { catalogs: ["objection"], language },
  );

afterEach(() => {
  vi.restoreAllMocks();
});

describe("the objection handler", () => {
  it("is reached by its key, asks with Ctrl+Enter and shows answers", async () => {
    const asked = serve(routes);
    await page("/objections?deal=7");
    const box = await screen.findByRole("textbox");
    await userEvent.keyboard("{Alt>}o{/Alt}");
    expect(document.activeElement).toBe(box);
    await userEvent.keyboard("Too expensive.{Control>}{Enter}{/Control}");
    await screen.findByRole("article");
    expect(asked.find((one) => one.method === "POST")?.body).toEqual({
      text: "Too expensive.",
      deal_id: "7",
      tones: [],
    });
  });

  it("leads to the answers, where the number keys copy", async () => {
    const user = userEvent.setup();
    const [first] = cards.objection.blocks.find((block) => block.kind === "replies")?.items ?? [];
    const asked = serve({
      ...routes,
      [`POST /api/ai/objection-handler/obj_1/responses/${first?.id ?? ""}/feedback`]: {},
    });
    await page();
    await user.type(screen.getByRole("textbox"), "Too expensive.");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await screen.findAllByRole("button", { name: "Copy" });
    expect(document.activeElement).toBe(screen.getByRole("region", { name: "Answers" }));
    const before = asked.filter((one) => one.path.startsWith("/api/ai/objection-handler?")).length;
    await user.keyboard("1");
    expect(await navigator.clipboard.readText()).toBe(first?.text);
    // What was done with an answer stands in the history at once.
    await waitFor(() => {
      expect(asked.filter((one) => one.path.startsWith("/api/ai/objection-handler?")).length).toBe(
        before + 1,
      );
    });
  });

  it("asks in one tone", async () => {
    const asked = serve(routes);
    await page();
    await userEvent.type(screen.getByRole("textbox"), "Too expensive.");
    await userEvent.click(screen.getByRole("radio", { name: "Empathetic" }));
    await userEvent.click(screen.getByRole("button", { name: "Find answers" }));
    await waitFor(() => {
      expect(asked.find((one) => one.method === "POST")?.body).toMatchObject({ tones: ["empathetic"] });
    });
  });

  it("asks nothing before something is said", async () => {
    serve(routes);
    await page();
    expect(screen.getByRole("button", { name: "Find answers" })).toHaveProperty("disabled", true);
  });

  it("keeps what was typed when asking fails", async () => {
    serve({ "GET /api/ai/objection-handler": { items: [] } });
    await page();
    await userEvent.type(screen.getByRole("textbox"), "Too expensive.");
    await userEvent.click(screen.getByRole("button", { name: "Find answers" }));
    await screen.findByText(/nothing there/i);
    expect(screen.getByRole("textbox")).toHaveProperty("value", "Too expensive.");
  });

  it("says of what was asked before what it was and what was done, in the page's language", async () => {
    serve(routes);
    await page("/objections", "de");
    const row = await screen.findByRole("row", { name: /Your price/ });
    expect(row.textContent).toContain("Preis");
    expect(row.textContent).toContain("kopiert, hat geholfen");
  });

  it("opens what was asked before again", async () => {
    const asked = serve(routes);
    await page();
    await userEvent.click(await screen.findByRole("button", { name: past.text }));
    await waitFor(() => {
      expect(asked.map(({ path }) => path)).toContain("/api/cards/objection/objection/obj_0");
    });
  });
});
