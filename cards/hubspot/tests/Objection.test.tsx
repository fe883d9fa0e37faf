import { Button, LoadingButton, Select, Text, TextArea } from "@hubspot/ui-extensions";
import { createRenderer } from "@hubspot/ui-extensions/testing";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ObjectionCard } from "../src/app/cards/ObjectionCard";
import answered from "./cards/objection.json";
import { serve } from "./served";

const ASK = "POST /api/ai/objection-handler";
const CARD = "GET /api/cards/objection/objection/obj_1?language=en";
const FEEDBACK = "POST /api/ai/objection-handler/responses/rsp_1/feedback";

function on(objectTypeId = "0-3") {
  const renderer = createRenderer("crm.record.sidebar");
  renderer.mocks.context.crm.objectId = 7;
  renderer.mocks.context.crm.objectTypeId = objectTypeId;
  renderer.render(<ObjectionCard />);
  return renderer;
}

async function answeredOn(routes: Parameters<typeof serve>[0] = {}) {
  const asked = serve({
    [ASK]: { body: { subject: { type: "objection", id: "obj_1" } } },
    [CARD]: { body: answered },
    [FEEDBACK]: { body: {} },
    ...routes,
  });
  const renderer = on();
  renderer.find(TextArea).trigger("onInput", "Too expensive." as never);
  renderer.findByTestId(LoadingButton, "ask").trigger("onClick");
  await vi.waitFor(() => renderer.findByTestId(Button, "rsp_1-copy"));
  return { renderer, asked };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("the objection handler", () => {
  it("asks nothing before something is said", () => {
    serve({});
    expect(on().findByTestId(LoadingButton, "ask").props.disabled).toBe(true);
  });

  it.each([
    ["0-3", { deal_id: "7" }],
    ["0-1", { contact_id: "7" }],
  ])("tells which record of type %s it is about, and the tone", async (type, about) => {
    const asked = serve({ [ASK]: { body: { subject: { id: "obj_1" } } }, [CARD]: { body: answered } });
    const renderer = on(type);
    renderer.find(TextArea).trigger("onInput", "Too expensive." as never);
    renderer.find(Select).trigger("onChange", "empathetic" as never);
    renderer.findByTestId(LoadingButton, "ask").trigger("onClick");
    await vi.waitFor(() => renderer.findByTestId(Button, "rsp_1-copy"));
    expect(asked[0]?.body).toEqual({ text: "Too expensive.", tones: ["empathetic"], ...about });
  });

  it("calls what an answer is worth a guess until one like it was used", async () => {
    const { renderer } = await answeredOn();
    const words = renderer.findAll(Text).map((node) => node.text ?? "");
    expect(words).toContain("30% (between 10% and 60%) likely to help; a guess, none was used yet");
  });

  it("copies the answer as it was edited, and says that it was", async () => {
    const { renderer, asked } = await answeredOn();
    renderer.findAll(TextArea)[1]?.trigger("onInput", "Let us talk about it." as never);
    renderer.findByTestId(Button, "rsp_1-copy").trigger("onClick");
    await vi.waitFor(() => {
      expect(asked.filter((one) => one.path.endsWith("/feedback")).map((one) => one.body)).toEqual([
        { action: "edited", text: "Let us talk about it." },
        { action: "copied" },
      ]);
    });
    expect(renderer.mocks.actions.copyTextToClipboard.calls).toEqual([["Let us talk about it."]]);
  });

  it("takes a rating", async () => {
    const { renderer, asked } = await answeredOn();
    renderer.findByTestId(Button, "rsp_1-rate-4").trigger("onClick");
    await vi.waitFor(() => {
      expect(asked.at(-1)?.body).toEqual({ action: "rated", rating: 4 });
    });
  });

  it("keeps the text when asking fails", async () => {
    serve({ [ASK]: { status: 422, body: { detail: "The text is too long.", code: "invalid" } } });
    const renderer = on();
    renderer.find(TextArea).trigger("onInput", "Too expensive." as never);
    renderer.findByTestId(LoadingButton, "ask").trigger("onClick");
    await vi.waitFor(() => {
      expect(renderer.findAll(Text).map((node) => node.text)).toContain("The text is too long.");
    });
    expect(renderer.find(TextArea).props.value).toBe("Too expensive.");
  });
});
