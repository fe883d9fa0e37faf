import { defineStates } from "@/gallery/states";
import { AIButton } from "./AIButton";

export default defineStates({
  of: "AIButton",
  states: {
    primary: () => <AIButton kind="primary">Get the next step</AIButton>,
    plain: () => <AIButton>Compare</AIButton>,
    quiet: () => <AIButton kind="quiet">Show history</AIButton>,
    danger: () => <AIButton kind="danger">Disconnect</AIButton>,
    small: () => <AIButton size="small">Done</AIButton>,
    busy: () => (
      <AIButton kind="primary" busy>
        Get the next step
      </AIButton>
    ),
    disabled: () => <AIButton disabled>Compare</AIButton>,
  },
});
