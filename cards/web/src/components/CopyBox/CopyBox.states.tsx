import { defineStates } from "@/gallery/states";
import { CopyBox } from "./CopyBox";

export default defineStates({
  of: "CopyBox",
  states: {
    ready: () => <CopyBox what="Link" text="https://ai.example.com/install/hubspot/start?t=x8Zq" />,
    long: () => <CopyBox what="Key" text={"x8Zq".repeat(40)} />,
  },
});
