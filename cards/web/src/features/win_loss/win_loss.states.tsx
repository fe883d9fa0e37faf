import { MemoryRouter } from "react-router";
import type { Model } from "@/api/client";
import { Problem } from "@/api/problem";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import { Answered } from "@/gallery/Answered";
import { Pressed } from "@/gallery/Pressed";
import { defineStates } from "@/gallery/states";
import { AlertForm } from "./alerts/AlertForm";
import { AlertRules } from "./alerts/AlertRules";
import { ChangeAlert } from "./alerts/ChangeAlert";
import { Channels } from "./alerts/Channels";
import { MakeChannel } from "./alerts/MakeChannel";
import { Removing } from "./alerts/Removing";
import { AlertsFound } from "./alerts/AlertsFound";
import { Analysis } from "./Analysis";
import { Compared } from "./Compared";
import type { Factor } from "./Factors";
import { DrillDialog } from "./DrillDialog";
import { ShareDialog } from "./ShareDialog";
import { DealExplained } from "./explained/DealExplained";
import { CHANNELS } from "./alerts/useChannels";
import { alert, channels, dealInsight, deals, drilled, insight, nothing, patterns, rule } from "./examples";

const actions = { change: () => undefined, look: () => undefined, remove: () => undefined };

const [factor] = insight.payload.factors as [Factor];
const drill = (answer?: Model<"DrillOut">) => {
  const body = { cohort: {}, factor: factor.key, outcome: null, limit: 10, offset: 0 };
  return (
    <MemoryRouter>
      <Answered answers={answer === undefined ? [] : [[["win-loss-drill", body], answer]]}>
        <DrillDialog factor={factor} cohort={{}} onClose={() => undefined} />
      </Answered>
    </MemoryRouter>
  );
};

/** Regions have names of their own on a page, so the tables are drawn in one state only. */
const bare = {
  ...nothing,
  payload: {
    ...nothing.payload,
    n_won: 4,
    n_lost: 5,
    detectable: null,
    factors: [],
    segments: [],
    benchmarks: [],
    trends: { quarters: [], slope: null, factors: [] },
  },
};

export default defineStates({
  of: "WinLossAnalyzer",
  catalogs: ["win_loss", "alerts"],
  states: {
    ready: () => (
      <MemoryRouter>
        <Analysis insight={insight} cohort={{}} />
      </MemoryRouter>
    ),
    empty: () => (
      <MemoryRouter>
        <Analysis insight={bare} cohort={{}} />
      </MemoryRouter>
    ),
    loading: () => <AILoadingState rows={8} label="Working the answer out" progress={{ state: "running" }} />,
    error: () => (
      <AIErrorState
        error={
          new Problem({
            message: "there is no field “industri”",
            status: 422,
            code: "unknown_field",
            hint: "did you mean industry?",
          })
        }
        onRetry={() => undefined}
      />
    ),
    compared: () => (
      <Compared
        sides={[
          { name: "industry = 'Banking'", payload: insight.payload },
          { name: "all deals", payload: nothing.payload },
        ]}
      />
    ),
    "one deal": () => (
      <MemoryRouter>
        <DealExplained insight={dealInsight} refer={(one) => one.name} />
      </MemoryRouter>
    ),
    alerts: () => <AlertRules rules={[rule]} patterns={patterns} actions={actions} />,
    "what alerts found": () => (
      <MemoryRouter>
        <Answered answers={[[["deal-names", ["9001"]], { items: deals }]]}>
          <AlertsFound alerts={[alert, { ...alert, id: "alr_2", sent_at: null }]} rules={[rule]} />
        </Answered>
      </MemoryRouter>
    ),
    "writing an alert": () => (
      <Answered answers={[[CHANNELS, { items: channels }]]}>
        <AlertForm legend="A new rule" patterns={patterns} maySave onSaved={() => undefined} />
      </Answered>
    ),
    "no alerts": () => <AlertRules rules={[]} patterns={patterns} />,
    channels: () => (
      <Answered answers={[[CHANNELS, { items: channels }]]}>
        <Channels />
      </Answered>
    ),
    "no channels": () => (
      <Answered answers={[[CHANNELS, { items: [] }]]}>
        <Channels />
      </Answered>
    ),
  },
  dialogs: {
    "the deals behind a factor": () => drill({ total: drilled.length, items: drilled }),
    "no deal behind a factor": () => drill({ total: 0, items: [] }),
    "looking for the deals": () => drill(),
    sharing: () => <ShareDialog options={{}} onClose={() => undefined} />,
    "removing an alert": () => (
      <Pressed last>
        <AlertRules rules={[rule]} patterns={patterns} actions={actions} />
      </Pressed>
    ),
    "changing an alert": () => (
      <Answered answers={[[CHANNELS, { items: channels }]]}>
        <ChangeAlert stored={rule} patterns={patterns} onSaved={() => undefined} onClose={() => undefined} />
      </Answered>
    ),
    "removing a channel": () => (
      <Removing question="Remove “Deal room”?" onKeep={() => undefined} onRemove={() => undefined}>
        <p>Rules that tell it go on without it.</p>
      </Removing>
    ),
    "adding a channel": () => (
      <Pressed>
        <MakeChannel onMade={() => undefined} />
      </Pressed>
    ),
  },
});
