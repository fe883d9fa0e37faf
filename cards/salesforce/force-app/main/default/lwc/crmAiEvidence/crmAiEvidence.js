import { LightningElement, api } from "lwc";
import { LABELS } from "c/crmAiSpeech";

/** The evidence of a claim, one click away. */
export default class CrmAiEvidence extends LightningElement {
  @api items = [];
  labels = LABELS;

  /** The product lets no address but http(s) through; should it ever, no click runs anything. */
  get pieces() {
    return this.items.map((item) => (/^https?:\/\//i.test(item.url ?? "") ? item : { ...item, url: null }));
  }

  get some() {
    return this.items.length > 0;
  }

  get summary() {
    return `${LABELS.evidence} (${this.items.length})`;
  }
}
