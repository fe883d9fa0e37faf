import { MemoryRouter } from "react-router";
import type { Model } from "@/api/client";
import { Problem } from "@/api/problem";
import { cardKey } from "@/cards/useInsightCard";
import { Answered } from "@/gallery/Answered";
import { defineStates } from "@/gallery/states";
import { cards } from "@/testing/cards";
import { CoachCard } from "./CoachCard";
import { DealCoachModal } from "./DealCoachModal";
import { DealCoachButton } from "./DealCoachButton";
import { DealHistory } from "./DealHistory";
import { historyKey } from "./useHistory";

const away = new Problem({ message: "the database can't be reached", status: 503, code: "store_away" });
const about = { kind: "deal_coach", recordType: "deal", recordId: "7" } as const;
const key = cardKey(about);
const said = (id: string, as_of: string, value: number, low: number, high: number, changes: string[]) => ({
  id,
  as_of,
  changes: changes.map((what) => ({ what, because: [] })),
  payload: {
    score: { p_win: { value, low, high, n: 214, basis: "" } },
    actions: [{ id: "act_1", title: "Bring the economic buyer into a call", state: { state: "done" } }],
  },
  language: "en",
});
const versions = [
  said("ins_3", "2026-11-23T15:20:00Z", 0.62, 0.48, 0.74, ["Chance to win fell from 71% to 62%"]),
  said("ins_2", "2026-11-18T08:05:00Z", 0.71, 0.58, 0.82, [
    "Dana Roth was heard again",
    "A meeting stands on the calendar",
  ]),
  said("ins_1", "2026-11-02T10:00:00Z", 0.44, 0.2, 0.7, []),
] as unknown as Model<"DealCoachInsight">[];

const coach = (answer?: unknown) => (
  <Answered answers={answer === undefined ? [] : [[key, answer]]}>
    <CoachCard dealId="7" />
  </Answered>
);
const history = (answer?: unknown) => (
  <Answered answers={answer === undefined ? [] : [[historyKey("7", undefined), answer]]}>
    <DealHistory dealId="7" connection={undefined} />
  </Answered>
);

export default defineStates({
  of: "DealCoach",
  catalogs: ["coach"],
  states: {
    button: () => (
      <MemoryRouter>
        <DealCoachButton dealId="7" connection="hubspot-1" name="Rollout" />
      </MemoryRouter>
    ),
    ready: () => coach(cards.dealCoach),
    "not worked out yet": () => coach(null),
    loading: () => coach(),
    error: () => coach(away),
    history: () => history(versions),
    "no history": () => history([]),
    "history loading": () => history(),
    "history error": () => history(away),
  },
  dialogs: {
    "beside the list": () => (
      <MemoryRouter>
        <Answered answers={[[cardKey({ ...about, connection: "hubspot-1" }), cards.dealCoach]]}>
          <DealCoachModal dealId="7" connection="hubspot-1" name="Rollout" onClose={() => undefined} />
        </Answered>
      </MemoryRouter>
    ),
  },
});
