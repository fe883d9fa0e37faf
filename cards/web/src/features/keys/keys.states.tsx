import { defineStates } from "@/gallery/states";
import { KeyFields } from "./KeyFields";
import { KeyList } from "./KeyList";
import { MakeKey } from "./MakeKey";

const made = "2026-11-20T10:00:00Z";

export default defineStates({
  of: "KeyPages",
  catalogs: ["keys"],
  states: {
    ready: () => (
      <KeyList
        found={[
          { id: "1", label: "Nightly report", role: "rep", scopes: ["read"], created_at: made },
          { id: "2", label: "Console", role: "admin", scopes: null, created_at: made },
        ]}
      />
    ),
    making: () => <KeyFields />,
    "before making": () => <MakeKey />,
  },
});
