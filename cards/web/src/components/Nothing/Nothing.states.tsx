import { defineStates } from "@/gallery/states";
import { Nothing } from "./Nothing";

export default defineStates({
  of: "Nothing",
  states: {
    ready: () => <Nothing>Nothing was asked yet.</Nothing>,
    "long words": () => (
      <Nothing>
        No deal holds this in its name or company; try a part of it, or ask for won and lost deals as well.
      </Nothing>
    ),
  },
});
