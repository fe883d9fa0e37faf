import { MemoryRouter } from "react-router";
import { Answered } from "@/gallery/Answered";
import { Pressed } from "@/gallery/Pressed";
import { defineStates } from "@/gallery/states";
import { ChoicesForm } from "./Choices";
import { ConnectionList } from "./ConnectionList";
import { ConnectionState } from "./ConnectionState";
import { Disconnect } from "./Disconnect";
import { PlannedWrites } from "./DryRun";
import {
  choices,
  connected,
  ended,
  failed,
  hubspot,
  locked,
  running,
  salesforce,
  unchosen,
  write,
} from "./examples";
import { Missing } from "./Missing";
import { Offers } from "./Offers";
import { OtherCrm } from "./OtherCrm";
import { Reconnect } from "./Reconnect";

const nothing = () => undefined;
const disconnect = (written?: unknown) => (
  <Answered answers={written === undefined ? [] : [[["deliveries", connected.key, "done"], written]]}>
    <Pressed>
      <Disconnect of={connected} />
    </Pressed>
  </Answered>
);

export default defineStates({
  of: "ConnectionPages",
  catalogs: ["connections"],
  states: {
    ready: () => (
      <MemoryRouter>
        <ConnectionList found={[connected, running, failed, ended, locked]} />
      </MemoryRouter>
    ),
    "in step": () => (
      <MemoryRouter>
        <ConnectionState of={connected} />
      </MemoryRouter>
    ),
    "first sync": () => <ConnectionState of={running} />,
    failed: () => <ConnectionState of={failed} />,
    "access ended": () => <Reconnect of={locked} />,
    "taken off": () => <Reconnect of={{ ...locked, status: "uninstalled" }} />,
    "what to choose": () => <ChoicesForm of={unchosen} offered={choices} keep="Keep this choice and go on" />,
    "no pipelines": () => (
      <ChoicesForm
        of={connected}
        offered={{ ...choices, pipelines: [], fields: [] }}
        keep="Save the choice"
      />
    ),
    "not granted": () => <Missing of={unchosen} mayMend={false} />,
    "another CRM": () => <OtherCrm />,
    "what is asked": () => <Offers found={[hubspot, salesforce]} chosen={hubspot} onChoose={nothing} />,
    "no app yet": () => <Offers found={[hubspot, salesforce]} chosen={salesforce} onChoose={nothing} />,
    "dry run": () => <PlannedWrites found={[write]} />,
    "nothing to write": () => <PlannedWrites found={[]} />,
  },
  dialogs: {
    disconnecting: () =>
      disconnect({ items: ["note", "note", "task", "fields"].map((action) => ({ action })) }),
    "disconnecting, looking": () => disconnect(),
    "disconnecting, nothing written": () => disconnect({ items: [] }),
  },
});
