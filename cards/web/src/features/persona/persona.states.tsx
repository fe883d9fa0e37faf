import { MemoryRouter } from "react-router";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AIInsightCard } from "@/components/AIInsightCard/AIInsightCard";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import type { Model } from "@/api/client";
import { Problem } from "@/api/problem";
import { Answered } from "@/gallery/Answered";
import { Pressed } from "@/gallery/Pressed";
import { defineStates } from "@/gallery/states";
import { cards } from "@/testing/cards";
import { ApproveDialog } from "./ApproveDialog";
import { Gaps, Members } from "./Committee";
import { Comparison } from "./Comparison";
import { DecisionDialog } from "./DecisionDialog";
import { DoNotProfile } from "./DoNotProfile";
import { committee, comparison, erasure, persona, wish } from "./examples";
import { Forget } from "./Forget";
import { PersonaBuilder } from "./PersonaBuilder";
import { PersonaVersions } from "./PersonaVersions";
import { personKey } from "./usePersona";
import { ShareDialog } from "./ShareDialog";
import { WithdrawDialog } from "./WithdrawDialog";
import { Receipt } from "./Receipt";

const person = { contactId: "251", connection: "hubspot-1" };
const picked = {
  ids: ["251"],
  names: ["Dana Fox"],
  connection: "hubspot-1",
  has: ({ id }: { id: string }) => id === "251",
  takes: () => true,
  turn: () => undefined,
};
const hidden = new Problem({
  message: "this persona is not visible to you",
  status: 403,
  code: "not_visible",
  hint: "an admin decides who sees what",
});

const versions = [2, 1].map((version) => ({
  ...persona,
  version,
  id: `ins_${version}`,
  changes: version > 1 ? [{ what: "Answers within a day now, within three days before", because: [] }] : [],
}));
const difference = [
  {
    key: "reply_time",
    label: "Reply time",
    before: "Answers within three days",
    after: "Answers within a day",
  },
  { key: "stance", label: "Stance", before: null, after: "For us" },
];

const nothing = () => undefined;
const asked = { busy: false, error: null, onClose: nothing };
const decide = (decision: "state" | "reject") => (
  <DecisionDialog
    {...asked}
    asked={{ trait: "preferred_channel", label: "Preferred channel", value: "Mail", decision }}
    onDecide={nothing}
  />
);
const approve = (answer?: unknown) => (
  <Answered
    answers={answer === undefined ? [] : [[[...personKey(person), "approval", "preview", 3], answer]]}
  >
    <ApproveDialog {...asked} person={person} version={3} onApprove={nothing} />
  </Answered>
);
const written: Model<"PersonaWriteOut"> = {
  action: "set_fields",
  target_type: "contact",
  target_id: "251",
  url: null,
  before: { ai_preferred_channel: "Phone", ai_main_topic: null },
  after: { ai_preferred_channel: "Mail", ai_main_topic: "Security above all" },
  conflicts: { ai_main_topic: "Price" },
};

export default defineStates({
  of: "Persona",
  catalogs: ["persona"],
  states: {
    ready: () => (
      <>
        <AIInsightCard card={cards.persona} />
        <PersonaBuilder person={person} persona={persona} />
      </>
    ),
    empty: () => (
      <>
        <AIInsightCard card={undefined} missing />
        <PersonaBuilder
          person={person}
          persona={{ ...persona, payload: { ...persona.payload, traits: [], not_seen: [] } }}
        />
      </>
    ),
    loading: () => <AILoadingState rows={5} label="Looking at what was seen" />,
    error: () => <AIErrorState error={hidden} onRetry={() => undefined} />,
    "left alone": () => (
      <DoNotProfile
        may
        person={person}
        wish={{
          ...wish,
          do_not_profile: true,
          here_since: "2026-11-18T09:00:00Z",
          here_by: "maria",
          erased_at: "2026-11-18T09:00:02Z",
        }}
      />
    ),
    versions: () => (
      <Answered
        answers={[
          [[...personKey(person), "versions"], { items: versions }],
          [[...personKey(person), "diff", 1, 2], { items: difference }],
        ]}
      >
        <PersonaVersions person={person} />
      </Answered>
    ),
    "versions loading": () => (
      <Answered answers={[]}>
        <PersonaVersions person={person} />
      </Answered>
    ),
    forgotten: () => <Receipt erasure={erasure} />,
    "not wholly forgotten": () => (
      <Receipt
        erasure={{
          ...erasure,
          state: "pending",
          finished_at: null,
          parts: [
            ...erasure.parts,
            { place: "crm", state: "pending", removed: 2, kept: 1, code: "crm_unreachable" },
          ],
        }}
      />
    ),
    comparison: () => (
      <MemoryRouter>
        <Comparison found={comparison} />
      </MemoryRouter>
    ),
    committee: () => (
      <MemoryRouter>
        <Gaps found={committee} />
        <AIInsightCard card={cards.committee} />
        <Members found={committee} picked={picked} />
      </MemoryRouter>
    ),
    "nothing missing": () => (
      <MemoryRouter>
        <Gaps found={{ ...committee, payload: { ...committee.payload, gaps: [] } }} />
      </MemoryRouter>
    ),
  },
  dialogs: {
    "said by oneself": () => decide("state"),
    rejected: () => decide("reject"),
    approving: () => approve({ items: [written] }),
    "approving, looking": () => approve(),
    withdrawing: () => <WithdrawDialog {...asked} onWithdraw={nothing} />,
    sharing: () => <ShareDialog {...asked} made={undefined} onShare={nothing} />,
    "the link": () => (
      <ShareDialog
        {...asked}
        made={{ id: "shr_1", url: "https://ai.example.com/s/x8Zq3Vb1", expires_at: "2026-11-30T09:00:00Z" }}
        onShare={nothing}
      />
    ),
    "going back": () => (
      <Answered answers={[[[...personKey(person), "versions"], { items: versions }]]}>
        <Pressed>
          <PersonaVersions person={person} />
        </Pressed>
      </Answered>
    ),
    "to be left alone": () => (
      <Pressed>
        <DoNotProfile may person={person} wish={wish} />
      </Pressed>
    ),
    forgetting: () => (
      <MemoryRouter>
        <Pressed>
          <Forget person={person} name="Dana Fox" />
        </Pressed>
      </MemoryRouter>
    ),
  },
});
