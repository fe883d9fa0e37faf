import type { Model } from "@/api/client";
import type en from "./locales/en.json";
import { useText } from "./text";

/** What people call the writes and the fields that the product has names for. */
const NAMES = {
  note: "written.aNote",
  task: "written.aTask",
  fields: "written.ownFields",
  p_win: "written.p_win",
  p_win_low: "written.p_win_low",
  p_win_high: "written.p_win_high",
  next_step: "written.next_step",
  next_step_due: "written.next_step_due",
  insight_version: "written.insight_version",
  updated_at: "written.updated_at",
  subject: "written.subject",
  body_text: "written.body_text",
  due: "written.due",
} as const satisfies Record<string, keyof typeof en>;

export function useWritten() {
  const say = useText();
  return {
    /** The name of a write, or of a field; a partner's field keeps its own. */
    written: (name: string): string =>
      name in NAMES ? say(NAMES[name as keyof typeof NAMES]) : name.replaceAll("_", " "),
    /** Whether a choice lets it be written. */
    leaves: ({ unwritten }: Model<"Selection">, name: string): boolean => !unwritten.includes(name),
  };
}
