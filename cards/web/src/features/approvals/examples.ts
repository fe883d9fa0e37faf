import type { Model } from "@/api/client";

const version: Model<"VersionOut"> = {
  number: 2,
  state: "in_review",
  in_use: false,
  owner: "Kim",
  content: { kind: "claim", text: "Data stays <in> the EU.", topics: ["security", "data_protection"] },
  author: "Kim",
  at: "2026-11-20T10:00:00Z",
  note: "As of the new region",
  submitted_by: "Kim",
  decided_by: null,
  decided_at: null,
  decision_note: "",
  review_at: null,
  expires_at: null,
};

/** What the page is tried and shown with. */
export const claim: Model<"EntryOut"> = {
  id: "data-in-eu",
  kind: "claim",
  state: "in_review",
  in_use: 1,
  created_at: "2026-10-01T10:00:00Z",
  retired_at: null,
  review_at: null,
  expires_at: null,
  latest: version,
};

export const answer: Model<"EntryOut"> = {
  ...claim,
  id: "eu-answer",
  kind: "template",
  in_use: null,
  latest: {
    ...version,
    number: 1,
    note: "",
    content: {
      kind: "template",
      topics: ["security"],
      tones: ["direct"],
      sentences: ["I see why you ask.", { claim: "data-in-eu" }],
      ask: "Shall I send the report?",
      why: "Where data lies is what they ask first.",
    },
  },
};

export const patch = [
  "--- data-in-eu@1",
  "+++ data-in-eu@2",
  "@@ -1,2 +1,2 @@",
  " kind: claim",
  "-text: Data is safe.",
  "+text: Data stays <in> the EU.",
].join("\n");
