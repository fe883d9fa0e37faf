import type { Model } from "@/api/client";
import { Pressed } from "@/gallery/Pressed";
import { defineStates } from "@/gallery/states";
import { KeyList } from "./KeyList";
import { MakeKey } from "./MakeKey";

const made = "2026-11-20T10:00:00Z";

const keys: Model<"KeyOut">[] = [
  { id: "1", label: "Nightly report", role: "rep", scopes: ["read"], created_at: made },
  { id: "2", label: "Console", role: "admin", scopes: null, created_at: made },
];

export default defineStates({
  of: "KeyPages",
  catalogs: ["keys"],
  states: {
    ready: () => <KeyList found={keys} />,
    "before making": () => <MakeKey />,
  },
  dialogs: {
    making: () => (
      <Pressed>
        <MakeKey />
      </Pressed>
    ),
    revoking: () => (
      <Pressed>
        <KeyList found={keys} />
      </Pressed>
    ),
  },
});
