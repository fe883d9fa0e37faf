import { defineStates } from "@/gallery/states";
import { AIFeedbackWidget } from "./AIFeedbackWidget";

const takes = () => Promise.resolve();

export default defineStates({
  of: "AIFeedbackWidget",
  states: {
    asked: () => <AIFeedbackWidget onSend={takes} />,
    answered: () => <AIFeedbackWidget onSend={takes} given />,
    "another question": () => (
      <AIFeedbackWidget onSend={takes} question="Did this answer help?" given={false} />
    ),
  },
});
