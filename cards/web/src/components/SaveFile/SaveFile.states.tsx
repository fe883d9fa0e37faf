import { defineStates } from "@/gallery/states";
import { SaveFile } from "./SaveFile";

export default defineStates({
  of: "SaveFile",
  states: {
    ready: () => (
      <SaveFile path="/api/ai/effectiveness" query={{ format: "csv" }}>
        Save as CSV
      </SaveFile>
    ),
  },
});
