import type { Model } from "@/api/client";
import type { Offer } from "./Offers";
import type { Connection } from "./useConnections";

const sync: Model<"SyncOut"> = {
  state: "in step",
  phase: null,
  step: null,
  asked_at: null,
  next_try_at: null,
  last_success_at: "2026-11-23T15:20:00Z",
  last_full_at: "2026-11-22T02:00:00Z",
  lag_s: 60,
  progress: { deals: { seen: 12, added: 1, changed: 11, gone: 0 } },
  compared: {},
  error: null,
  gap: null,
  refused: { contacts: { count: 2, first: [] } },
};

/** What the pages are tried and shown with. */
export const connected: Connection = {
  key: "hubspot-1",
  connector: "hubspot",
  label: "HubSpot",
  account: "4711",
  status: "active",
  selection: { pipelines: null, fields: null, unwritten: [], open: false },
  missing: [],
  records: { deals: 1_200, contacts: 3_400 },
  sync,
};

export const running: Connection = {
  ...connected,
  key: "salesforce-1",
  connector: "salesforce",
  label: "Salesforce",
  account: "00D1",
  records: { deals: 300, contacts: 1 },
  sync: {
    ...sync,
    state: "running",
    phase: "load",
    step: { name: "load", kind: "contacts", number: 2, of: 7 },
    last_success_at: null,
    last_full_at: null,
    progress: { deals: { seen: 300, added: 300 }, contacts: { seen: 1, added: 1 } },
    refused: {},
  },
};

export const failed: Connection = {
  ...connected,
  key: "hubspot-2",
  sync: {
    ...sync,
    state: "failed",
    error: { code: "rate_limited", message: "the CRM said to wait", at: "2026-11-23T15:30:00Z" },
  },
};

export const ended: Connection = { ...connected, key: "hubspot-3", status: "off" };
export const locked: Connection = { ...connected, key: "hubspot-4", status: "reauthorise" };

export const hubspot: Offer = {
  connector: "hubspot",
  label: "HubSpot",
  permissions: [
    { name: "crm.objects.deals.read", reason: "reads deals <and their stages>", optional: false },
    { name: "crm.objects.deals.write", reason: "writes the product's own fields", optional: true },
  ],
  lacks: null,
};

export const salesforce: Offer = {
  ...hubspot,
  connector: "salesforce",
  label: "Salesforce",
  lacks: "this installation has no app in Salesforce yet: set CRM_AI_SALESFORCE__CLIENT_ID",
};

export const write: Model<"PlannedWriteOut"> = {
  insight_kind: "deal_coach",
  action: "fields",
  target_type: "deal",
  target_id: "7",
  url: null,
  before: { ai_chance: null, ai_next_step: "Call" },
  after: { ai_chance: 0.62 },
  conflicts: { ai_next_step: "Call the CFO" },
};

export const unchosen: Connection = {
  ...connected,
  records: {},
  selection: { ...connected.selection, open: true },
  missing: [
    { name: "sales-email-read", reason: "reads the text of <b>e-mails</b>", optional: true },
    { name: "crm.objects.deals.write", reason: "writes the product's own fields", optional: true },
  ],
};

export const choices: Model<"ChoicesOut"> = {
  pipelines: [
    { name: "Sales", label: "Sales" },
    { name: "Renewals", label: "Renewals" },
  ],
  fields: [{ name: "region", label: "Region" }],
  read: [],
  writes: ["note", "task", "fields", "p_win", "next_step"],
  selection: unchosen.selection,
};
