import type { Model } from "@/api/client";
import type { Persona } from "./usePersona";

// Made-up answers of the API for the tests and the gallery; their types are those of its document.

const at = "2026-11-18T09:00:00Z";
const sure = { value: 0.9, low: 0.82, high: 0.95, n: 14, basis: "14 observations" };

const evidence: Model<"Evidence">[] = [
  {
    id: "ev_1",
    record: { connection: "hubspot-1", type: "activity", id: "e1" },
    at,
    what: "mail from Dana Fox",
    quote: "Please send it by mail.",
    url: null,
  },
  {
    id: "ev_2",
    record: { connection: "hubspot-1", type: "activity", id: "c1" },
    at,
    what: "call, answered",
    quote: null,
    url: null,
  },
];

const insight = {
  connection: "hubspot-1",
  as_of: at,
  source: "engine" as const,
  model: null,
  prompt_version: null,
  wording: { by: "engine" as const, reason: null, replaced: 0 },
  engine_version: "1",
  language: "en",
  coverage: { seen: { emails: 11 }, missing: [], effect: "" },
  evidence,
  fingerprint: "f",
};

export const persona: Persona = {
  ...insight,
  id: "ins_p3",
  kind: "persona",
  subject: { type: "contact", id: "251" },
  version: 3,
  changes: [{ what: "Preferred channel: Mail instead of phone", because: ["ev_1"] }],
  payload: {
    traits: [
      {
        key: "preferred_channel",
        group: "communication",
        label: "Preferred channel",
        value: "Mail",
        estimate: null,
        confidence: sure,
        n: 14,
        evidence: ["ev_1"],
        first_seen: at,
        last_seen: at,
        expires_at: "2027-02-18T00:00:00Z",
        locked: false,
        by: "observed",
        reason: null,
        contradicted: null,
        unit: "text",
        substance: "",
      },
      {
        key: "main_topic",
        group: "priorities",
        label: "Main topic",
        value: "Security above all",
        estimate: null,
        confidence: { value: 1, low: 1, high: 1, n: 0, basis: "stated by a person" },
        n: 0,
        first_seen: null,
        last_seen: null,
        expires_at: null,
        locked: true,
        by: "person",
        reason: "She told me so",
        contradicted: { value: "Price", confidence: sure, evidence: ["ev_2"] },
        unit: "text",
        substance: "",
      },
    ],
    not_seen: [
      { key: "stance", group: "buying", label: "Stance", n: 1, needed: 2, rejected: null },
      {
        key: "reply_time",
        group: "communication",
        label: "Reply time",
        n: 9,
        needed: 5,
        rejected: "She was on leave",
      },
    ],
    how_to_work_with: [{ trait: "preferred_channel", text: "Write a mail first.", evidence: ["ev_1"] }],
    clock: { zone: "Europe/Berlin", basis: "field" },
    touchpoints: 14,
    automatic: 0,
    kept_out: 0,
    charts: null,
    layout: null,
    person: null,
  },
};

export const wish: Model<"WishOut"> = {
  connection: "hubspot-1",
  contact_id: "251",
  do_not_profile: false,
  crm_since: null,
  here_since: null,
  here_by: null,
  erased_at: null,
};

export const approval: Model<"PersonaApprovalOut"> = {
  contact: "251",
  connection: "hubspot-1",
  version: 3,
  state: "waiting",
  approved_version: null,
  by: null,
  at: null,
  note: "",
  deliveries: [],
};

export const comparison: Model<"ComparisonInsight"> = {
  ...insight,
  id: "ins_c",
  kind: "comparison",
  subject: { type: "contacts", id: "251,252" },
  version: 1,
  payload: {
    people: [
      {
        contact: "251",
        name: "Dana Fox",
        version: 3,
        touchpoints: 14,
        profiled: true,
        advice: [{ trait: "preferred_channel", text: "Write a mail first.", evidence: ["ev_1"] }],
      },
      { contact: "252", name: "Lee Park", version: 1, touchpoints: 6, profiled: true, advice: [] },
    ],
    traits: [
      {
        key: "preferred_channel",
        group: "communication",
        label: "Preferred channel",
        differs: true,
        values: [
          { value: "Mail", confidence: sure, n: 14, stated: false, evidence: ["ev_1"] },
          { value: "Phone", confidence: sure, n: 6, stated: true, evidence: ["ev_2"] },
        ],
      },
      {
        key: "main_topic",
        group: "priorities",
        label: "Main topic",
        differs: false,
        values: [{ value: "Price", confidence: sure, n: 5, stated: false, evidence: [] }, null],
      },
    ],
  },
};

export const committee: Model<"CommitteeInsight"> = {
  ...insight,
  id: "ins_m",
  kind: "committee",
  subject: { type: "deal", id: "7" },
  version: 1,
  payload: {
    members: [
      {
        contact: "251",
        name: "Dana Fox",
        title: "CFO",
        profiled: true,
        declared: ["decision_maker"],
        observed: [{ role: "economic_buyer", why: "speaks of the budget", share: sure, evidence: ["ev_1"] }],
        differ: true,
        department: "finance",
        stance: { side: "champion", said: "for us", by: "observed", confidence: sure, evidence: ["ev_1"] },
        reach: null,
        last_heard: at,
        last_contact: at,
      },
      {
        contact: "252",
        name: "Lee Park",
        title: null,
        profiled: true,
        differ: false,
        department: null,
        stance: null,
        reach: null,
        last_heard: null,
        last_contact: null,
      },
      {
        contact: "253",
        name: "Sam Reed",
        title: "Counsel",
        profiled: false,
        differ: false,
        department: null,
        stance: null,
        reach: null,
        last_heard: null,
        last_contact: null,
      },
    ],
    ties: [],
    gaps: [
      {
        key: "single_threaded",
        text: "Only one person was heard of lately.",
        people: ["251"],
        evidence: ["ev_1"],
      },
    ],
    not_profiled: 1,
  },
};

export const erasure: Model<"ErasureOut"> = {
  id: "era_1",
  state: "done",
  connection: "hubspot-1",
  made_by: "kim",
  at,
  finished_at: at,
  lifted_at: null,
  lifted_by: null,
  parts: [
    { place: "activities", state: "done", removed: 7, kept: 0, code: null },
    { place: "persona_overrides", state: "done", removed: 0, kept: 0, code: null },
  ],
};
