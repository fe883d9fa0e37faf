import { LightningElement, api } from "lwc";
import answer from "@salesforce/apex/CrmAiCards.answer";
import { LABELS, problemOf } from "c/crmAiSpeech";

/** Paste what the buyer said, take an answer. In the utility bar it knows of no record; on a page it does. */
export default class CrmAiObjection extends LightningElement {
  @api recordId;
  labels = LABELS;
  text = "";
  tone = "";
  card = null;
  busy = false;
  trouble = null;
  tones = [
    { value: "", label: LABELS.toneAll },
    ...Object.entries(LABELS.tones).map(([value, label]) => ({ value, label }))
  ];

  get mute() {
    return this.busy || !this.text.trim();
  }

  type(event) {
    this.text = event.detail.value;
  }

  choose(event) {
    this.tone = event.detail.value;
  }

  async ask() {
    this.busy = true;
    this.trouble = null;
    try {
      this.card = JSON.parse(await answer({ text: this.text, tone: this.tone, recordId: this.recordId ?? null }));
    } catch (reason) {
      this.trouble = problemOf(reason);
    } finally {
      this.busy = false;
    }
  }
}
