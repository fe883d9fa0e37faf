import { createElement } from "lwc";
import rate from "@salesforce/apex/CrmAiCards.rate";
import CrmAiRating from "c/crmAiRating";

jest.mock("@salesforce/apex/CrmAiCards.rate", () => ({ default: jest.fn() }), { virtual: true });

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

function shown() {
  const element = createElement("c-crm-ai-rating", { is: CrmAiRating });
  Object.assign(element, { kind: "deal_coach", subjectId: "006000000000001AAA", cardId: "ins_1" });
  document.body.appendChild(element);
  const one = (selector) => element.shadowRoot.querySelector(selector);
  const press = async (selector) => {
    one(selector).click();
    await settled();
  };
  const type = (value) => one("lightning-textarea").dispatchEvent(new CustomEvent("change", { detail: { value } }));
  return { element, one, press, type };
}

const sent = () => rate.mock.calls.map(([said]) => [said.helpful, said.note]);

afterEach(() => {
  document.body.replaceChildren();
  jest.resetAllMocks();
});

describe("whether a card helped", () => {
  it("is said with one press", async () => {
    const { one, press } = shown();
    await press("[data-yes]");
    expect(rate).toHaveBeenCalledWith({
      subjectId: "006000000000001AAA",
      kind: "deal_coach",
      helpful: true,
      note: ""
    });
    expect(one("[data-yes]").variant).toBe("brand");
    expect(one('[role="status"]').textContent).toBe("c.CRM_AI_Useful_Yes. c.CRM_AI_Useful_Thanks");
    expect(one("lightning-textarea")).toBeNull();
  });

  it("can be told why it did not, and said otherwise later", async () => {
    const { one, press, type } = shown();
    await press("[data-no]");
    type(" the CFO left ");
    await press("[data-send]");
    expect(one("lightning-textarea")).toBeNull();
    await press("[data-yes]");
    expect(sent()).toEqual([
      [false, ""],
      [false, "the CFO left"],
      [true, ""]
    ]);
    expect([one("[data-yes]").variant, one("[data-no]").variant]).toEqual(["brand", "neutral"]);
  });

  it("is not taken for said when it was refused, and the words stay", async () => {
    const { one, press, type } = shown();
    await press("[data-no]");
    type("the CFO left");
    rate.mockRejectedValue({ body: { message: JSON.stringify({ detail: "The database can't be reached." }) } });
    await press("[data-send]");
    expect(one('[role="status"]').textContent).toBe("The database can't be reached.");
    expect(one("lightning-textarea").value).toBe("the CFO left");
    await press("[data-yes]");
    expect(one("[data-yes]").variant).toBe("neutral");
  });

  it("is asked anew of another version, and not when the one in sight is only looked at closer", async () => {
    const { element, one, press } = shown();
    await press("[data-yes]");
    element.cardId = "";
    await settled();
    expect(one("[data-yes]").variant).toBe("brand");
    element.cardId = "ins_2";
    await settled();
    expect(one("[data-yes]").variant).toBe("neutral");
    expect(one('[role="status"]').textContent).toBe("");
  });
});
