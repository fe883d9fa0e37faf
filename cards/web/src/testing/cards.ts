import type { Card } from "@/components/AIInsightCard/card";
import calibration from "./cards/calibration.json";
import committee from "./cards/committee.json";
import dealCoach from "./cards/deal_coach.json";
import effectiveness from "./cards/effectiveness.json";
import objection from "./cards/objection.json";
import persona from "./cards/persona.json";
import winLoss from "./cards/win_loss.json";

// Made by the product's own builders (tests/unit/cards/workspace_fixtures.py).
export const cards = {
  dealCoach: dealCoach as unknown as Card,
  persona: persona as unknown as Card,
  committee: committee as unknown as Card,
  objection: objection as unknown as Card,
  winLoss: winLoss as unknown as Card,
  calibration: calibration as unknown as Card,
  effectiveness: effectiveness as unknown as Card,
};
