import type { useText } from "./text";

/** Says why something waits. */
export function waiting(say: ReturnType<typeof useText>, reason: string): string {
  return reason === "quiet_hours" || reason === "weekly_cap" ? say(`wait.${reason}`) : reason;
}
