import { LightningElement, api, wire } from "lwc";
import { getRelatedListRecords } from "lightning/uiRelatedListApi";
import act from "@salesforce/apex/CrmAiCards.act";
import card from "@salesforce/apex/CrmAiCards.card";
import refresh from "@salesforce/apex/CrmAiCards.refresh";
import { LABELS, day, fill, problemOf } from "c/crmAiSpeech";

const HTML = "CRM_AI_Insight__c.CRM_AI_Body_Html__c";
const AS_OF = "CRM_AI_Insight__c.CRM_AI_As_Of__c";
/** Kinds whose insight is written onto the record; the others are only asked for. */
const WRITTEN = "deal_coach";

/**
 * The card of the record it stands on.
 *
 * What was written into the org is shown at once, by wire: no callout, and under the user's own rights. Evidence and
 * buttons come on demand.
 */
export default class CrmAiCard extends LightningElement {
  @api recordId;
  @api kind = "deal_coach";
  @api heading;
  labels = LABELS;
  card = null;
  stored = null;
  absent = false;
  busy = false;
  trouble = null;

  @wire(getRelatedListRecords, {
    parentRecordId: "$writtenOn",
    relatedListId: "CRM_AI_Insights__r",
    fields: [HTML, AS_OF],
    sortBy: [`-${AS_OF}`],
    pageSize: 1
  })
  written({ data, error }) {
    const [newest] = data?.records ?? [];
    if (newest) {
      const value = (name) => newest.fields[name.split(".")[1]]?.value;
      this.stored = { html: value(HTML), asOf: value(AS_OF) ? fill(LABELS.asOf, day(value(AS_OF))) : "" };
    } else if (data || error) {
      // Nothing written, or no package, or no right to see it: the product may know more.
      this.show();
    }
  }

  connectedCallback() {
    if (this.kind !== WRITTEN) this.show();
  }

  get writtenOn() {
    return this.kind === WRITTEN ? this.recordId : undefined;
  }

  get title() {
    return this.heading || this.card?.title || "CRM AI";
  }

  get ratable() {
    return Boolean(this.card || this.stored);
  }

  get cardId() {
    return this.card?.id ?? "";
  }

  get refreshLabel() {
    return this.absent ? LABELS.make : LABELS.refresh;
  }

  show() {
    return this.working(() => this.read());
  }

  renew() {
    return this.working(async () => {
      await refresh({ recordId: this.recordId, kind: this.kind });
      await this.read();
    });
  }

  act(event) {
    const { actionId, state, reason = null, until = null } = event.detail;
    return this.working(async () => {
      await act({ recordId: this.recordId, actionId, state, reason, untilMoment: until });
      await this.read();
    });
  }

  async read() {
    this.card = JSON.parse(await card({ recordId: this.recordId, kind: this.kind }));
    this.absent = false;
  }

  /** Runs a step; what is in sight stays there when it fails. */
  async working(step) {
    this.busy = true;
    this.trouble = null;
    try {
      await step();
    } catch (reason) {
      const problem = problemOf(reason);
      if (problem.code === "absent") this.absent = true;
      else this.trouble = problem;
    } finally {
      this.busy = false;
    }
  }
}
