import { LightningElement, api } from "lwc";
import rate from "@salesforce/apex/CrmAiCards.rate";
import { LABELS, problemOf } from "c/crmAiSpeech";

/** Whether a card helped: one press, and a reason in one more if somebody wants to give it. The last answer counts. */
export default class CrmAiRating extends LightningElement {
  @api kind;
  @api subjectId;
  labels = LABELS;
  given = null;
  asking = false;
  busy = false;
  said = "";
  note = "";
  _cardId = "";

  /** Another version is another card, about which nothing was said yet. */
  @api
  get cardId() {
    return this._cardId;
  }

  set cardId(value) {
    if (this._cardId && value && value !== this._cardId)
      Object.assign(this, { given: null, asking: false, said: "", note: "" });
    this._cardId = value || this._cardId;
  }

  get yes() {
    return this.given === true ? "brand" : "neutral";
  }

  get no() {
    return this.given === false ? "brand" : "neutral";
  }

  pressYes() {
    return this.send(true, "");
  }

  pressNo() {
    return this.send(false, "");
  }

  type(event) {
    this.note = event.detail.value;
  }

  explain() {
    return this.send(false, this.note.trim());
  }

  async send(helpful, note) {
    this.busy = true;
    try {
      await rate({ subjectId: this.subjectId, kind: this.kind, helpful, note });
      this.given = helpful;
      this.asking = !helpful && !note;
      // In words as well: which of the two is pressed can only be seen.
      this.said = `${helpful ? LABELS.usefulYes : LABELS.usefulNo}. ${LABELS.usefulThanks}`;
    } catch (reason) {
      this.said = problemOf(reason).detail;
    } finally {
      this.busy = false;
    }
  }
}
