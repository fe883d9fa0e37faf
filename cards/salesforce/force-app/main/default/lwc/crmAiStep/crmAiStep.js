import { LightningElement, api } from "lwc";
import { LABELS } from "c/crmAiSpeech";

const DAY_MS = 86400000;

/** One next step: what, why, how sure, by when; its evidence and the buttons that settle it. Fires `act`. */
export default class CrmAiStep extends LightningElement {
  @api step;
  @api busy = false;
  labels = LABELS;
  asking = null;
  given = {};

  get fields() {
    return this.asking.form.fields.map((field) => ({
      ...field,
      value: this.given[field.name] ?? "",
      choice: field.input !== "text",
      choices: field.options.map(([value, label]) => ({ value, label }))
    }));
  }

  press(event) {
    const button = this.step.buttons.find((one) => one.state === event.target.dataset.state);
    if (button.form) {
      this.given = {};
      this.asking = button;
    } else {
      this.tell(button.state, {});
    }
  }

  change(event) {
    this.given = { ...this.given, [event.target.dataset.name]: event.detail.value };
  }

  cancel() {
    this.asking = null;
  }

  submit(event) {
    event.preventDefault();
    const inputs = [...this.template.querySelectorAll("lightning-combobox, lightning-input")];
    if (!inputs.every((input) => input.reportValidity())) return;
    const { form, state } = this.asking;
    this.asking = null;
    this.tell(state, saidBy(form.fields, this.given, Date.now()));
  }

  tell(state, said) {
    this.dispatchEvent(
      new CustomEvent("act", { detail: { actionId: this.step.id, state, ...said }, bubbles: true, composed: true })
    );
  }
}

/** What the product takes: choices and texts become the reason, days a moment. */
export function saidBy(fields, given, now) {
  const texts = fields.filter((field) => field.input !== "days").map((field) => (given[field.name] ?? "").trim());
  const days = fields.filter((field) => field.input === "days").map((field) => Number(given[field.name]));
  const until = days.find((count) => count > 0);
  const reason = texts.filter(Boolean).join(": ");
  return {
    ...(reason ? { reason } : {}),
    ...(until ? { until: new Date(now + until * DAY_MS).toISOString() } : {})
  };
}
