import { LightningElement, api } from "lwc";
import { LABELS } from "c/crmAiSpeech";

/** The evidence of a claim, one click away. Addresses were checked by the product: http(s) and nothing else. */
export default class CrmAiEvidence extends LightningElement {
  @api items = [];
  labels = LABELS;

  get some() {
    return this.items.length > 0;
  }

  get summary() {
    return `${LABELS.evidence} (${this.items.length})`;
  }
}
