import { useState } from "react";
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { Problem } from "@/api/problem";
import { cards } from "@/testing/cards";
import { show } from "@/testing/render";
import { AIInsightCard } from "./AIInsightCard";
import type { AnyBlock, Card } from "./card";

const step = (name: string) => screen.getByRole("heading", { name }).closest("li") as HTMLElement;
const PRICE = "Answer the open question about price";
const CFO = "Bring the economic buyer into a call";

test("every kind of block that the API knows is shown", () => {
  const shown = Object.keys(import.meta.glob("./blocks/*.tsx")).map((path) => /(\w+)\.tsx$/.exec(path)?.[1]);
  const schema = Object.values(
    import.meta.glob<string>("../../api/schema.d.ts", { eager: true, query: "?raw", import: "default" }),
  )[0];
  const blocks = /\n {8}Card: \{[\s\S]*?blocks: \(([^)]*)\)/.exec(schema ?? "")?.[1] ?? "";
  const kinds = [...blocks.matchAll(/"(\w+)Block"/g)].map(([, name = ""]) => name.toLowerCase());
  expect(kinds.length).toBeGreaterThan(10);
  // Buttons and forms stand at the steps they belong to.
  expect(kinds.filter((kind) => !shown.includes(kind)).sort()).toEqual(["actions", "form"]);
});

test("a claim's evidence is one click away, verbatim and with the way into the CRM", async () => {
  await show(<AIInsightCard card={cards.dealCoach} />);
  const item = within(step(PRICE));
  const opener = item.getByRole("button", { name: /Evidence/ });
  expect(item.queryByRole("link")).toBeNull();
  await userEvent.click(opener);
  expect(
    item.getAllByText("what would it cost us per seat?").some((node) => node.tagName === "BLOCKQUOTE"),
  ).toBe(true);
  expect(item.getByRole("link", { name: "Open in CRM" })).toHaveProperty("rel", "noopener noreferrer");
});

test("a card that nobody can answer shows no buttons that would do nothing", async () => {
  await show(<AIInsightCard card={cards.dealCoach} />);
  expect(screen.queryByRole("button", { name: `Mark as done: ${PRICE}` })).toBeNull();
});

test("a step is done with one click", async () => {
  const act = vi.fn(() => Promise.resolve());
  await show(<AIInsightCard card={cards.dealCoach} act={act} />);
  await userEvent.click(screen.getByRole("button", { name: `Mark as done: ${PRICE}` }));
  expect(act).toHaveBeenCalledExactlyOnceWith({ actionId: "act_price_answer", state: "done" });
});

test("a dismissal asks why before it is sent, and Escape takes it back", async () => {
  const act = vi.fn(() => Promise.resolve());
  await show(<AIInsightCard card={cards.dealCoach} act={act} />);
  const opener = screen.getByRole("button", { name: `Dismiss: ${CFO}` });
  await userEvent.click(opener);
  expect(opener.getAttribute("aria-expanded")).toBe("true");
  await userEvent.keyboard("{Escape}");
  expect(document.activeElement).toBe(opener);
  await userEvent.click(opener);
  await userEvent.click(screen.getByLabelText("Wrong for this deal"));
  await userEvent.type(screen.getByLabelText("In your words (optional)"), "they buy without a CFO");
  await userEvent.click(screen.getByRole("button", { name: "Dismiss this step" }));
  expect(act).toHaveBeenCalledExactlyOnceWith({
    actionId: "act_economic_buyer",
    state: "dismissed",
    reason: "not_relevant: they buy without a CFO",
  });
});

test("whoever settles a step by keyboard keeps their place when its buttons change", async () => {
  function Answered() {
    const [state, setState] = useState<"open" | "done">("open");
    const blocks = cards.dealCoach.blocks.map((block) => {
      if (block.kind === "list")
        return { ...block, items: block.items.map((i) => (i.title === PRICE ? { ...i, state } : i)) };
      if (block.kind === "actions" && state === "done")
        return {
          ...block,
          buttons: block.buttons.flatMap((b) =>
            b.action_id !== "act_price_answer"
              ? [b]
              : b.state === "done"
                ? [{ ...b, state: "open" as const, label: "Reopen", spoken: "Reopen" }]
                : [],
          ),
        };
      return block;
    });
    return (
      <AIInsightCard
        card={{ ...cards.dealCoach, blocks }}
        act={(given) => {
          setState(given.state as "done");
          return Promise.resolve();
        }}
      />
    );
  }
  await show(<Answered />);
  screen.getByRole("button", { name: `Mark as done: ${PRICE}` }).focus();
  await userEvent.keyboard("{Enter}");
  const reopen = await screen.findByRole("button", { name: "Reopen" });
  await vi.waitFor(() => expect(document.activeElement).toBe(reopen));
});

test("a newer version takes away nothing that somebody has begun to write", async () => {
  const changes: AnyBlock = {
    kind: "changes",
    title: "What changed",
    items: [{ what: "A call", because: [] }],
  };
  function Renewed() {
    const [card, setCard] = useState<Card>({
      ...cards.dealCoach,
      blocks: cards.dealCoach.blocks.filter(({ kind }) => kind !== "changes"),
    });
    const renewed = { ...card, version: card.version + 1, blocks: [changes, ...card.blocks] };
    return (
      <>
        <button type="button" onClick={() => setCard(structuredClone(renewed))}>
          Renew
        </button>
        <AIInsightCard card={card} act={() => Promise.resolve()} />
      </>
    );
  }
  await show(<Renewed />);
  await userEvent.click(screen.getByRole("button", { name: `Dismiss: ${CFO}` }));
  await userEvent.type(screen.getByLabelText("In your words (optional)"), "they buy without");
  await userEvent.click(screen.getByRole("button", { name: "Renew" }));
  expect(screen.getByText("A call")).toBeTruthy();
  expect(screen.getByLabelText("In your words (optional)")).toHaveProperty("value", "they buy without");
  expect(screen.getByRole("button", { name: `Dismiss: ${CFO}` }).getAttribute("aria-expanded")).toBe("true");
});

test("what could not be saved says so, and stays to be tried again", async () => {
  const away = new Problem({ message: "the database can't be reached", status: 503, code: "store_away" });
  await show(<AIInsightCard card={cards.dealCoach} act={() => Promise.reject(away)} />);
  const done = screen.getByRole("button", { name: `Mark as done: ${PRICE}` });
  await userEvent.click(done);
  expect(screen.getByRole("alert").textContent).toContain("The database can't be reached.");
  expect(done.getAttribute("aria-disabled")).toBeNull();
});

test("words of a CRM stay words", async () => {
  const hostile = '<img src=x onerror="alert(1)"><script>alert(2)</script>';
  const blocks: AnyBlock[] = cards.dealCoach.blocks.map((block) =>
    block.kind === "headline" ? { ...block, text: hostile } : block,
  );
  const { container } = await show(<AIInsightCard card={{ ...cards.dealCoach, blocks }} />);
  expect(screen.getByText(hostile)).toBeTruthy();
  expect(container.querySelector("img, script")).toBeNull();
});

test("a kind of block that is not known yet is passed over", async () => {
  const card = {
    ...cards.dealCoach,
    blocks: [{ kind: "hologram" }, ...cards.dealCoach.blocks],
  } as unknown as Card;
  await show(<AIInsightCard card={card} />);
  expect(screen.getByRole("heading", { name: PRICE })).toBeTruthy();
});

test("a copied answer is told, edited or not", async () => {
  const user = userEvent.setup();
  const reply = vi.fn(() => Promise.resolve());
  await show(<AIInsightCard card={cards.objection} reply={reply} />);
  const [first] = screen.getAllByRole("button", { name: "Copy" });
  await user.click(first as HTMLElement);
  const block = cards.objection.blocks.find((one) => one.kind === "replies");
  const text = block?.items[0]?.text;
  expect(await navigator.clipboard.readText()).toBe(text);
  expect(reply).toHaveBeenLastCalledWith(expect.objectContaining({ action: "copied" }));
  await user.click(screen.getAllByRole("button", { name: "Edit" })[0] as HTMLElement);
  await user.type(screen.getByLabelText(/Your wording/), " Shall we?");
  await user.click(first as HTMLElement);
  expect(reply).toHaveBeenLastCalledWith(
    expect.objectContaining({ action: "edited", text: `${text} Shall we?` }),
  );
  // Put away, the new wording stays; the old one comes back when it is asked for.
  await user.click(screen.getAllByRole("button", { name: "Edit" })[0] as HTMLElement);
  expect(screen.getByText(`${text} Shall we?`)).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Back to the original" }));
  expect(screen.queryByText(`${text} Shall we?`)).toBeNull();
  // The number key does the same where nobody types.
  reply.mockClear();
  await user.keyboard("1");
  expect(reply).toHaveBeenCalledTimes(1);
});

test("a share that rests on no use is called a guess", async () => {
  const used = {
    ...cards.objection,
    blocks: cards.objection.blocks.map((block) =>
      block.kind === "replies"
        ? {
            ...block,
            items: block.items.map((item) => ({ ...item, score: item.score && { ...item.score, n: 12 } })),
          }
        : block,
    ),
  };
  const { unmount } = await show(<AIInsightCard card={cards.objection} />);
  expect(screen.getByText(/likely to help; a guess, none was used yet/)).toBeTruthy();
  unmount();
  await show(<AIInsightCard card={used} />);
  expect(screen.getByText(/of uses helped; 12 seen/)).toBeTruthy();
});

test("the last card stays in sight when a fresh one can't be fetched", async () => {
  const retry = vi.fn();
  await show(
    <AIInsightCard card={cards.dealCoach} error={new TypeError("Failed to fetch")} onRetry={retry} />,
  );
  expect(screen.getByText("The server can't be reached.")).toBeTruthy();
  expect(screen.getByRole("heading", { name: PRICE })).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(retry).toHaveBeenCalledOnce();
});
