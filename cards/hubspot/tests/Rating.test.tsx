import { Button, LoadingButton, Text, TextArea } from "@hubspot/ui-extensions";
import { createRenderer } from "@hubspot/ui-extensions/testing";
import { afterEach, describe, expect, it, vi } from "vitest";
import { RecordCard } from "../src/app/cards/RecordCard";
import stored from "./cards/deal_coach.json";
import { NOTED, serve } from "./served";

const CARD = "GET /api/cards/deal_coach/deal/7?language=en";
const FEEDBACK = `POST /api/cards/deal_coach/deal/${stored.subject.id}/feedback`;

async function shown(
  routes: Parameters<typeof serve>[0],
  location: "crm.record.tab" | "crm.record.sidebar" = "crm.record.tab",
) {
  const asked = serve({ [CARD]: { body: stored }, ...routes });
  const renderer = createRenderer(location);
  renderer.mocks.context.crm.objectId = 7;
  renderer.render(<RecordCard kind="deal_coach" />);
  await vi.waitFor(() => renderer.findByTestId(Button, "useful"));
  const press = (id: "useful" | "not-useful") => {
    renderer.findByTestId(Button, id).trigger("onClick");
  };
  const words = () => renderer.findAll(Text).map((node) => node.text ?? "");
  const sent = () => asked.filter((one) => one.method === "POST").map((one) => one.body);
  return { renderer, press, words, sent };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("whether a card helped", () => {
  it.each(["crm.record.tab", "crm.record.sidebar"] as const)(
    "is said with one press in %s",
    async (place) => {
      const { renderer, press, words, sent } = await shown({ [FEEDBACK]: NOTED }, place);
      press("useful");
      await vi.waitFor(() => {
        expect(words()).toContain("Yes. Thank you.");
      });
      expect(sent()).toEqual([{ helpful: true, note: "" }]);
      expect(renderer.findByTestId(Button, "useful").props.variant).toBe("primary");
      expect(renderer.findByTestId(Button, "not-useful").props.variant).toBe("secondary");
    },
  );

  it("can be told why it did not, and said otherwise later", async () => {
    const { renderer, press, sent } = await shown({ [FEEDBACK]: NOTED });
    press("not-useful");
    await vi.waitFor(() => renderer.find(TextArea));
    renderer.find(TextArea).trigger("onInput", " the CFO left " as never);
    renderer.findByTestId(LoadingButton, "not-useful-send").trigger("onClick");
    await vi.waitFor(() => {
      expect(renderer.maybeFind(TextArea)).toBeNull();
    });
    press("useful");
    await vi.waitFor(() => {
      expect(renderer.findByTestId(Button, "useful").props.variant).toBe("primary");
    });
    expect(renderer.findByTestId(Button, "not-useful").props.variant).toBe("secondary");
    expect(sent()).toEqual([
      { helpful: false, note: "" },
      { helpful: false, note: "the CFO left" },
      { helpful: true, note: "" },
    ]);
  });

  it("is not taken for said when it was refused, and the words stay", async () => {
    let refuses = false;
    const { renderer, press, words } = await shown({
      [FEEDBACK]: () =>
        refuses
          ? { status: 503, body: { detail: "The database can't be reached.", code: "store_away" } }
          : NOTED,
    });
    press("not-useful");
    await vi.waitFor(() => renderer.find(TextArea));
    refuses = true;
    renderer.find(TextArea).trigger("onInput", "the CFO left" as never);
    renderer.findByTestId(LoadingButton, "not-useful-send").trigger("onClick");
    await vi.waitFor(() => {
      expect(words().join()).toContain("The database can't be reached.");
    });
    expect(renderer.find(TextArea).props.value).toBe("the CFO left");
    press("useful");
    await vi.waitFor(() => {
      expect(renderer.findByTestId(Button, "useful").props.disabled).toBe(false);
    });
    expect(renderer.findByTestId(Button, "useful").props.variant).toBe("secondary");
  });
});
