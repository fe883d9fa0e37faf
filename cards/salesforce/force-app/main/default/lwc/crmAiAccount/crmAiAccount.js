import { LightningElement, api, wire } from "lwc";
import { getRelatedListRecords } from "lightning/uiRelatedListApi";
import { LABELS, day, fill, percent } from "c/crmAiSpeech";

const of = (name) => `Opportunity.${name}`;
const OPTIONAL = [
  "CRM_AI_P_Win__c",
  "CRM_AI_P_Win_Low__c",
  "CRM_AI_P_Win_High__c",
  "CRM_AI_Next_Step__c",
  "CRM_AI_Next_Step_Due__c"
];

/** The account's open opportunities with what was written onto them: all by wire, under the user's own rights. */
export default class CrmAiAccount extends LightningElement {
  @api recordId;
  labels = LABELS;
  deals = [];
  loaded = false;
  trouble = "";

  @wire(getRelatedListRecords, {
    parentRecordId: "$recordId",
    relatedListId: "Opportunities",
    fields: [of("Name"), of("IsClosed")],
    optionalFields: OPTIONAL.map(of),
    pageSize: 50
  })
  opportunities({ data, error }) {
    this.trouble = error ? LABELS.failed : "";
    if (!data) return;
    this.loaded = true;
    this.deals = data.records.filter((record) => !record.fields.IsClosed.value).map(dealOf);
  }

  get empty() {
    return this.loaded && this.deals.length === 0;
  }
}

function dealOf(record) {
  const value = (name) => record.fields[name]?.value ?? null;
  const [chance, low, high, step, due] = OPTIONAL.map(value);
  return {
    id: record.id,
    name: value("Name"),
    url: `/lightning/r/Opportunity/${record.id}/view`,
    chance: chance === null ? "" : fill(LABELS.range, percent(chance), percent(low ?? chance), percent(high ?? chance)),
    step: [step, due && fill(LABELS.due, day(due))].filter(Boolean).join(" · ")
  };
}
