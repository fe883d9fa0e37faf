import { createElement } from "lwc";
import { getRelatedListRecords } from "lightning/uiRelatedListApi";
import CrmAiAccount from "c/crmAiAccount";

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
const fields = (values) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));

function on() {
  const element = createElement("c-crm-ai-account", { is: CrmAiAccount });
  element.recordId = "001000000000001AAA";
  document.body.appendChild(element);
  return element;
}

afterEach(() => {
  document.body.replaceChildren();
});

describe("the account's open deals", () => {
  it("shows chance and next step of the open ones, and of a deal without an insight its name", async () => {
    const element = on();
    getRelatedListRecords.emit({
      records: [
        {
          id: "006A",
          fields: fields({
            Name: "Rollout",
            IsClosed: false,
            CRM_AI_P_Win__c: 0.62,
            CRM_AI_P_Win_Low__c: 0.48,
            CRM_AI_P_Win_High__c: 0.74,
            CRM_AI_Next_Step__c: "Call the CFO",
            CRM_AI_Next_Step_Due__c: null
          })
        },
        { id: "006B", fields: fields({ Name: "Pilot", IsClosed: false }) },
        { id: "006C", fields: fields({ Name: "Old", IsClosed: true }) }
      ]
    });
    await settled();
    const shown = [...element.shadowRoot.querySelectorAll("li")].map((item) => item.textContent);
    expect(shown).toHaveLength(2);
    expect(shown[0]).toContain("Rollout");
    expect(shown[0]).toContain("Call the CFO");
    expect(shown[1]).toContain("Pilot");
  });

  it("says that there is none", async () => {
    const element = on();
    getRelatedListRecords.emit({ records: [] });
    await settled();
    expect(element.shadowRoot.querySelector("p").textContent).toBe("c.CRM_AI_Account_Empty");
  });

  it("says that it failed", async () => {
    const element = on();
    getRelatedListRecords.error();
    await settled();
    expect(element.shadowRoot.querySelector('[role="alert"]')).not.toBeNull();
  });
});
