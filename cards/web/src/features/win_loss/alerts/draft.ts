import type { Model } from "@/api/client";
import { conditionOf, rowsOf, type Condition, type Row } from "../filter";

/** Delivers as a task in the CRM; every other place is the id of a channel. */
export const TASK = "task";

/** A rule while somebody writes it. */
export interface Draft {
  name: string;
  pattern: string;
  options: Readonly<Record<string, unknown>>;
  rows: readonly Row[];
  /** A filter that lines can't show; it goes back as it came. */
  kept: Condition | null;
  quiet: Model<"QuietHours"> | null;
  cap: number;
  deliver: readonly string[];
  active: boolean;
}

export const blank = (pattern: string): Draft => ({
  name: "",
  pattern,
  options: {},
  rows: [],
  kept: null,
  quiet: null,
  cap: 20,
  deliver: [TASK],
  active: true,
});

export function draftOf({ rule }: Model<"AlertRuleOut">): Draft {
  const rows = rowsOf(rule.where);
  return {
    name: rule.name,
    pattern: rule.pattern,
    options: rule.options ?? {},
    rows: rows ?? [],
    kept: rows ? null : rule.where,
    quiet: rule.quiet,
    cap: rule.weekly_cap,
    deliver: rule.deliver,
    active: rule.active,
  };
}

/** The rule as the API takes it; one without a name is called after its pattern. */
export const ruleOf = (draft: Draft, label: string): Model<"AlertRuleIn"> => ({
  name: draft.name.trim() || label,
  pattern: draft.pattern,
  options: draft.options,
  where: draft.kept ?? conditionOf(draft.rows),
  quiet: draft.quiet,
  weekly_cap: draft.cap,
  deliver: [...draft.deliver],
  active: draft.active,
});
