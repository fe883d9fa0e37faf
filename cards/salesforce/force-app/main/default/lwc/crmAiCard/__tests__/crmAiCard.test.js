import { createElement } from "lwc";
import { getRelatedListRecords } from "lightning/uiRelatedListApi";
import act from "@salesforce/apex/CrmAiCards.act";
import card from "@salesforce/apex/CrmAiCards.card";
import rate from "@salesforce/apex/CrmAiCards.rate";
import refresh from "@salesforce/apex/CrmAiCards.refresh";
import CrmAiCard from "c/crmAiCard";

const STORED = require("../../crmAiOutline/__tests__/cards/deal_coach.json");

jest.mock("@salesforce/apex/CrmAiCards.act", () => ({ default: jest.fn() }), { virtual: true });
jest.mock("@salesforce/apex/CrmAiCards.card", () => ({ default: jest.fn() }), { virtual: true });
jest.mock("@salesforce/apex/CrmAiCards.rate", () => ({ default: jest.fn() }), { virtual: true });
jest.mock("@salesforce/apex/CrmAiCards.refresh", () => ({ default: jest.fn() }), { virtual: true });

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

function on(properties = {}) {
  const element = createElement("c-crm-ai-card", { is: CrmAiCard });
  Object.assign(element, { recordId: "006000000000001AAA", ...properties });
  document.body.appendChild(element);
  return element;
}

/** Everything that is read, through all shadow roots. */
function words(node) {
  const inside = [...(node.shadowRoot?.childNodes ?? []), ...node.childNodes];
  return inside.map((one) => (one.nodeType === Node.TEXT_NODE ? one.textContent : words(one))).join(" ");
}

function find(node, selector) {
  const root = node.shadowRoot ?? node;
  const here = root.querySelector(selector);
  if (here) return here;
  for (const inner of root.querySelectorAll("*")) {
    const found = inner.shadowRoot && find(inner, selector);
    if (found) return found;
  }
  return null;
}

const refused = (problem) => Promise.reject(Object.assign(new Error(), { body: { message: JSON.stringify(problem) } }));

const written = (html) => ({
  records: [
    { fields: { CRM_AI_Body_Html__c: { value: html }, CRM_AI_As_Of__c: { value: "2026-11-23T15:20:00.000Z" } } }
  ]
});

afterEach(() => {
  document.body.replaceChildren();
  jest.resetAllMocks();
});

describe("the card on a record", () => {
  it("shows what was written into the org at once, without calling out", async () => {
    const element = on();
    getRelatedListRecords.emit(written("<p>Price is open.</p>"));
    await settled();
    expect(find(element, "lightning-formatted-rich-text").value).toBe("<p>Price is open.</p>");
    expect(card).not.toHaveBeenCalled();
  });

  it("brings evidence and buttons on demand", async () => {
    card.mockResolvedValue(JSON.stringify(STORED));
    const element = on();
    getRelatedListRecords.emit(written("<p>Price is open.</p>"));
    await settled();
    find(element, "[data-live]").click();
    await settled();
    expect(card).toHaveBeenCalledWith({ recordId: "006000000000001AAA", kind: "deal_coach" });
    expect(words(element)).toContain("Bring the economic buyer into a call");
    expect(words(element)).toContain("what would it cost us per seat?");
  });

  it("asks the product where nothing was written", async () => {
    card.mockResolvedValue(JSON.stringify(STORED));
    const element = on();
    getRelatedListRecords.emit({ records: [] });
    await settled();
    expect(words(element)).toContain("Price is open and nobody above the champion");
  });

  it("asks the product where the org's object is out of sight", async () => {
    card.mockResolvedValue(JSON.stringify(STORED));
    on();
    getRelatedListRecords.error();
    await settled();
    expect(card).toHaveBeenCalledTimes(1);
  });

  it("is made on request where there is none yet", async () => {
    card.mockImplementationOnce(() => refused({ code: "absent", detail: "There is none.", hint: null }));
    const element = on({ kind: "persona", recordId: "003000000000001AAA" });
    await settled();
    expect(words(element)).toContain("c.CRM_AI_Absent");
    refresh.mockResolvedValue("{}");
    card.mockResolvedValue(JSON.stringify(STORED));
    find(element, "[data-refresh]").click();
    await settled();
    expect(refresh).toHaveBeenCalledWith({ recordId: "003000000000001AAA", kind: "persona" });
    expect(words(element)).toContain("Price is open");
  });

  it("keeps what is in sight when a refresh fails, and says why", async () => {
    card.mockResolvedValue(JSON.stringify(STORED));
    const element = on({ kind: "win_loss" });
    await settled();
    refresh.mockImplementationOnce(() =>
      refused({ code: "crm_down", detail: "The CRM does not answer.", hint: "Later." })
    );
    find(element, "[data-refresh]").click();
    await settled();
    expect(words(element)).toContain("The CRM does not answer.");
    expect(words(element)).toContain("Price is open");
  });

  it("sends what was decided", async () => {
    card.mockResolvedValue(JSON.stringify(STORED));
    act.mockResolvedValue("{}");
    const element = on({ kind: "win_loss" });
    await settled();
    find(element, '[data-state="done"]').click();
    await settled();
    expect(act).toHaveBeenCalledWith(
      expect.objectContaining({
        recordId: "006000000000001AAA",
        actionId: "act_economic_buyer",
        state: "done",
        reason: null
      })
    );
    expect(card).toHaveBeenCalledTimes(2);
  });

  it("asks why before it dismisses", async () => {
    card.mockResolvedValue(JSON.stringify(STORED));
    const element = on({ kind: "win_loss" });
    await settled();
    find(element, '[data-state="dismissed"]').click();
    await settled();
    expect(find(element, "lightning-combobox")).not.toBeNull();
    expect(act).not.toHaveBeenCalled();
  });

  it("asks whether it helped, of what was written and of what was asked for", async () => {
    card.mockResolvedValue(JSON.stringify(STORED));
    const element = on();
    getRelatedListRecords.emit(written("<p>Price is open.</p>"));
    await settled();
    find(element, "[data-yes]").click();
    await settled();
    find(element, "[data-live]").click();
    await settled();
    expect(find(element, "[data-yes]").variant).toBe("brand");
    find(element, "[data-no]").click();
    await settled();
    expect(rate.mock.calls.map(([said]) => [said.subjectId, said.kind, said.helpful])).toEqual([
      ["006000000000001AAA", "deal_coach", true],
      ["006000000000001AAA", "deal_coach", false]
    ]);
  });

  it("asks of nothing whether it helped where there is no card", async () => {
    card.mockImplementationOnce(() => refused({ code: "absent", detail: "There is none.", hint: null }));
    const element = on({ kind: "persona", recordId: "003000000000001AAA" });
    await settled();
    expect(find(element, "c-crm-ai-rating")).toBeNull();
  });

  it("makes nothing of a record's text into markup", async () => {
    const hostile = JSON.parse(JSON.stringify(STORED));
    hostile.blocks.find((block) => block.kind === "headline").text = "<img src=x onerror=alert(1)>";
    card.mockResolvedValue(JSON.stringify(hostile));
    const element = on({ kind: "win_loss" });
    await settled();
    expect(words(element)).toContain("<img src=x onerror=alert(1)>");
    expect(find(element, "img")).toBeNull();
  });
});
