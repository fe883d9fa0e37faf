import { LightningElement, api } from "lwc";
import { sectionsOf } from "c/crmAiOutline";

/** A card document, drawn. Its text is text: nothing of it becomes markup. */
export default class CrmAiSections extends LightningElement {
  @api card;
  @api busy = false;

  get sections() {
    return this.card ? sectionsOf(this.card) : [];
  }
}
