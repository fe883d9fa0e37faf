import { LightningElement, api } from "lwc";
import feedback from "@salesforce/apex/CrmAiCards.feedback";
import { LABELS, fill, problemOf } from "c/crmAiSpeech";

const STARS = [1, 2, 3, 4, 5];

/** An answer to say or send: edit it, copy it, rate it. What is done with it teaches which answers come first. */
export default class CrmAiReply extends LightningElement {
  @api reply;
  labels = LABELS;
  said = "";
  edited = null;
  stars = STARS.map((value) => ({ value, text: String(value), spoken: fill(LABELS.rate, value) }));

  get text() {
    return this.edited ?? this.reply.text;
  }

  edit(event) {
    this.edited = event.detail.value;
  }

  async copy() {
    await this.reporting(async () => {
      await navigator.clipboard.writeText(this.text);
      if (this.text !== this.reply.text) await this.tell("edited", { text: this.text });
      await this.tell("copied", {});
      this.said = LABELS.copied;
    });
  }

  async rate(event) {
    const rating = Number(event.target.dataset.stars);
    await this.reporting(async () => {
      await this.tell("rated", { rating });
      this.said = LABELS.rated;
    });
  }

  tell(action, { text = null, rating = null }) {
    return feedback({ responseId: this.reply.id, action, text, rating });
  }

  async reporting(what) {
    try {
      await what();
    } catch (reason) {
      this.said = problemOf(reason).detail;
    }
  }
}
