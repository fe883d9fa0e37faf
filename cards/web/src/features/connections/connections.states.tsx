import { MemoryRouter } from "react-router";
import { defineStates } from "@/gallery/states";
import { ConnectionList } from "./ConnectionList";
import { ConnectionState } from "./ConnectionState";
import { PlannedWrites } from "./DryRun";
import { connected, ended, failed, hubspot, locked, running, salesforce, write } from "./examples";
import { Offers } from "./Offers";
import { Reconnect } from "./Reconnect";

const nothing = () => undefined;

export default defineStates({
  of: "ConnectionPages",
  catalogs: ["connections"],
  states: {
    ready: () => (
      <MemoryRouter>
        <ConnectionList found={[connected, running, failed, ended, locked]} />
      </MemoryRouter>
    ),
    "in step": () => <ConnectionState of={connected} />,
    "first sync": () => <ConnectionState of={running} />,
    failed: () => <ConnectionState of={failed} />,
    "access ended": () => <Reconnect of={locked} />,
    "what is asked": () => <Offers found={[hubspot, salesforce]} chosen={hubspot} onChoose={nothing} />,
    "no app yet": () => <Offers found={[hubspot, salesforce]} chosen={salesforce} onChoose={nothing} />,
    "dry run": () => <PlannedWrites found={[write]} />,
    "nothing to write": () => <PlannedWrites found={[]} />,
  },
});
