import { createElement } from "lwc";
import answer from "@salesforce/apex/CrmAiCards.answer";
import feedback from "@salesforce/apex/CrmAiCards.feedback";
import rate from "@salesforce/apex/CrmAiCards.rate";
import CrmAiObjection from "c/crmAiObjection";
import CrmAiReply from "c/crmAiReply";

const ANSWERED = require("../../crmAiOutline/__tests__/cards/objection.json");
const [REPLY] = ANSWERED.blocks.find((block) => block.kind === "replies").items;

jest.mock("@salesforce/apex/CrmAiCards.answer", () => ({ default: jest.fn() }), { virtual: true });
jest.mock("@salesforce/apex/CrmAiCards.feedback", () => ({ default: jest.fn() }), { virtual: true });
jest.mock("@salesforce/apex/CrmAiCards.rate", () => ({ default: jest.fn() }), { virtual: true });

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

function shown(is, name, properties) {
  const element = createElement(name, { is });
  Object.assign(element, properties);
  document.body.appendChild(element);
  return element;
}

function typed(element, selector, value) {
  element.shadowRoot.querySelector(selector).dispatchEvent(new CustomEvent("change", { detail: { value } }));
}

beforeEach(() => {
  Object.defineProperty(navigator, "clipboard", { configurable: true, value: { writeText: jest.fn() } });
});

afterEach(() => {
  document.body.replaceChildren();
  jest.resetAllMocks();
});

describe("the objection handler in the utility bar", () => {
  it("asks nothing before something is said", () => {
    const element = shown(CrmAiObjection, "c-crm-ai-objection", {});
    expect(element.shadowRoot.querySelector("[data-ask]").disabled).toBe(true);
  });

  it.each([
    [undefined, null],
    ["006000000000001AAA", "006000000000001AAA"]
  ])("asks on record %s", async (recordId, sent) => {
    answer.mockResolvedValue(JSON.stringify(ANSWERED));
    const element = shown(CrmAiObjection, "c-crm-ai-objection", { recordId });
    typed(element, "lightning-textarea", "Too expensive.");
    typed(element, "lightning-combobox", "empathetic");
    await settled();
    element.shadowRoot.querySelector("[data-ask]").click();
    await settled();
    expect(answer).toHaveBeenCalledWith({ text: "Too expensive.", tone: "empathetic", recordId: sent });
    expect(element.shadowRoot.querySelector("c-crm-ai-sections").card.id).toBe(ANSWERED.id);
  });

  it("asks whether the answers helped", async () => {
    answer.mockResolvedValue(JSON.stringify(ANSWERED));
    const element = shown(CrmAiObjection, "c-crm-ai-objection", {});
    typed(element, "lightning-textarea", "Too expensive.");
    await settled();
    element.shadowRoot.querySelector("[data-ask]").click();
    await settled();
    element.shadowRoot.querySelector("c-crm-ai-rating").shadowRoot.querySelector("[data-yes]").click();
    await settled();
    expect(rate).toHaveBeenCalledWith({
      subjectId: ANSWERED.subject.id,
      kind: "objection",
      helpful: true,
      note: ""
    });
  });

  it("says what was refused and keeps the text", async () => {
    answer.mockRejectedValue({ body: { message: JSON.stringify({ detail: "The text is too long." }) } });
    const element = shown(CrmAiObjection, "c-crm-ai-objection", {});
    typed(element, "lightning-textarea", "Too expensive.");
    await settled();
    element.shadowRoot.querySelector("[data-ask]").click();
    await settled();
    expect(element.shadowRoot.querySelector('[role="alert"]').textContent).toContain("The text is too long.");
    expect(element.shadowRoot.querySelector("lightning-textarea").value).toBe("Too expensive.");
  });
});

describe("an answer", () => {
  const reply = { ...REPLY, proof: [] };

  it("is copied as it was edited, and what was done is told", async () => {
    const element = shown(CrmAiReply, "c-crm-ai-reply", { reply });
    typed(element, "lightning-textarea", "Let us talk about it.");
    element.shadowRoot.querySelector("[data-copy]").click();
    await settled();
    expect(navigator.clipboard.writeText).toHaveBeenCalledWith("Let us talk about it.");
    expect(feedback.mock.calls.map(([said]) => said.action)).toEqual(["edited", "copied"]);
  });

  it("takes a rating", async () => {
    const element = shown(CrmAiReply, "c-crm-ai-reply", { reply });
    element.shadowRoot.querySelector('[data-stars="4"]').click();
    await settled();
    expect(feedback).toHaveBeenCalledWith({ responseId: REPLY.id, action: "rated", text: null, rating: 4 });
  });
});
