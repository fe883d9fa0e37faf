/* eslint-disable no-script-url -- what must not become a link */
import { createElement } from "lwc";
import CrmAiEvidence from "c/crmAiEvidence";

const ADDRESSES = [
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  " javascript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "vbscript:x",
  "//evil.example",
  null
];
const WORDS = '"><img src=x onerror=alert(1)><script>alert(1)</script>{{7*7}}';

function on(items) {
  const element = createElement("c-crm-ai-evidence", { is: CrmAiEvidence });
  element.items = items;
  document.body.appendChild(element);
  return element.shadowRoot;
}

const piece = (url) => ({ id: "ev_1", quote: WORDS, when: WORDS, what: WORDS, url });

afterEach(() => document.body.replaceChildren());

describe("words of strangers as evidence", () => {
  it.each(ADDRESSES)("lead nowhere: %s", (url) => {
    const root = on([piece(url)]);
    expect(root.querySelector("a")).toBeNull();
    expect(root.querySelector("q").textContent).toBe(WORDS);
    expect(root.querySelector("img, script, svg")).toBeNull();
  });

  it("lead into the CRM", () => {
    const link = on([piece("https://acme.my.salesforce.com/006")]).querySelector("a");
    expect(link.href).toBe("https://acme.my.salesforce.com/006");
    expect(link.rel).toBe("noopener noreferrer");
  });
});
