import { defineStates } from "@/gallery/states";
import { LiveStateMark } from "./LiveMark";

export default defineStates({
  of: "LiveMark",
  states: {
    live: () => <LiveStateMark state="live" />,
    "catching up": () => <LiveStateMark state="catching" />,
    polling: () => <LiveStateMark state="polling" />,
    offline: () => <LiveStateMark state="away" />,
  },
});
