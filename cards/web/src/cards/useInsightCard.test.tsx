import { act, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { AIInsightCard } from "@/components/AIInsightCard/AIInsightCard";
import { catalog } from "@/i18n/catalogs";
import { LanguageProvider, useLanguage } from "@/i18n/language";
import type { LiveConnection } from "@/live/LiveConnection";
import { LiveProvider } from "@/live/useLive";
import { cards } from "@/testing/cards";
import { network } from "@/testing/network";
import { show } from "@/testing/render";
import { Relabelled } from "./Relabelled";
import { useInsightCard, type CardAddress } from "./useInsightCard";

const DEAL: CardAddress = {
  kind: "deal_coach",
  recordType: "deal",
  recordId: "7/8",
  connection: "hubspot-1",
};
const PRICE = "Answer the open question about price";

function Shown(address: CardAddress) {
  return <AIInsightCard {...useInsightCard(address)} />;
}

test("a card is fetched, answered, and drawn from what the server says then", async () => {
  const asked = network(({ method }) => ({ body: method === "GET" ? cards.dealCoach : {} }));
  await show(<Shown {...DEAL} />);
  await userEvent.click(await screen.findByRole("button", { name: `Mark as done: ${PRICE}` }));
  await vi.waitFor(() => expect(asked).toHaveLength(3));
  expect(asked.map(({ method, path }) => [method, path])).toEqual([
    ["GET", "/api/cards/deal_coach/deal/7%2F8?connection=hubspot-1"],
    ["POST", "/api/ai/deal-coach/7%2F8/actions/act_price_answer?connection=hubspot-1"],
    ["GET", "/api/cards/deal_coach/deal/7%2F8?connection=hubspot-1"],
  ]);
  expect(asked[1]?.body).toEqual({ state: "done" });
});

test("its headings are asked for in the reader's language, and again when that changes", async () => {
  const asked = network(({ path }) => ({
    body: { ...cards.dealCoach, title: path.includes("language=de") ? "Deal-Coach" : "Deal coach" },
  }));
  function Choice() {
    const { choose } = useLanguage();
    return <button onClick={() => choose("de")}>Deutsch</button>;
  }
  await catalog("components", "de");
  await show(
    <LanguageProvider>
      <Choice />
      <Shown {...DEAL} />
      <Relabelled />
    </LanguageProvider>,
  );
  expect(await screen.findByRole("article", { name: "Deal coach" })).toBeTruthy();
  await act(async () => {
    screen.getByRole("button", { name: "Deutsch" }).click();
    await Promise.resolve();
  });
  const card = await screen.findByRole("article", { name: "Deal-Coach" });
  expect(asked.at(-1)?.path).toContain("language=de");
  // What the insight says was said in English all the same.
  expect(within(card).getByRole("heading", { name: PRICE }).lang).toBe("en");
  expect(within(card).getByRole("heading", { name: "Deal-Coach" }).closest("[lang=en]")).toBeNull();
});

test("where there is no card yet, that is no failure", async () => {
  network(() => ({ status: 404, body: { detail: "there is no advice yet", code: "not_found" } }));
  await show(<Shown {...DEAL} />);
  expect(await screen.findByText("There is no advice on this yet.")).toBeTruthy();
  expect(screen.queryByRole("alert")).toBeNull();
});

test("what can't be fetched says why", async () => {
  network(() => ({
    status: 403,
    body: { detail: "this key covers no cards", code: "not_covered", hint: "make another" },
  }));
  await show(<Shown {...DEAL} />);
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("This key covers no cards.");
  expect(alert.textContent).toContain("Make another.");
});

test("it listens to its own record, whatever the record's id is made of", async () => {
  network(() => ({ body: cards.dealCoach }));
  const live = { listen: vi.fn(() => () => undefined) };
  await show(
    <LiveProvider value={live as unknown as LiveConnection}>
      <Shown {...DEAL} />
    </LiveProvider>,
  );
  expect(live.listen).toHaveBeenCalledWith("insight/deal_coach/deal/7%2F8", expect.any(Function));
});
