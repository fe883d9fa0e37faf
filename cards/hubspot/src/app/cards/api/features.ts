import { part } from "./call";

export type RecordType = "deal" | "contact";

/** How a kind of insight is asked for: its routes differ, what comes back is always a card. */
export interface FeatureRoutes {
  record: RecordType;
  /** What is posted, and where, to have it made anew. */
  refresh: (id: string) => { path: string; body?: Record<string, unknown> };
  /** Where the state of a step goes; a kind without steps has none. */
  action?: (id: string, actionId: string) => string;
}

export const FEATURES = {
  deal_coach: {
    record: "deal",
    refresh: (id) => ({ path: `/api/ai/deal-coach/${part(id)}?wait=20` }),
    action: (id, actionId) => `/api/ai/deal-coach/${part(id)}/actions/${part(actionId)}`,
  },
  persona: {
    record: "contact",
    refresh: (id) => ({ path: `/api/ai/persona/${part(id)}?wait=20` }),
  },
  win_loss: {
    record: "deal",
    refresh: (id) => ({ path: "/api/ai/win-loss-analysis", body: { deal_id: id } }),
  },
} satisfies Record<string, FeatureRoutes>;

export type FeatureKind = keyof typeof FEATURES;

/** Where a card is read, with its headings and buttons in the reader's language. */
export const cardPath = (kind: FeatureKind, id: string, language: string): string =>
  `/api/cards/${kind}/${FEATURES[kind].record}/${part(id)}?language=${part(language)}`;
