import type { Model } from "@/api/client";

export const OPERATORS = ["=", "!=", "<", "<=", ">", ">=", "in", "contains", "known", "unknown"] as const;
export type Operator = (typeof OPERATORS)[number];

/** A filter as the API knows it. */
export type Condition = NonNullable<Model<"AlertRule">["where"]>;

/** One line of the form. */
export interface Row {
  field: string;
  operator: Operator;
  value: string;
}

/** What the form asks for; an empty text is a filter left out. */
export interface Asked {
  rows: readonly Row[];
  since: string;
  until: string;
  by: string;
}

export const EVERYTHING: Asked = { rows: [], since: "", until: "", by: "" };

export const asksForValue = (operator: Operator) => operator !== "known" && operator !== "unknown";

/** Lines without a field or, where one is due, without a value say nothing. */
export const spoken = (rows: readonly Row[]) =>
  rows.filter((row) => row.field.trim() && (!asksForValue(row.operator) || partsOf(row).length > 0));

/** The lines as the API's condition; all of them hold. */
export function conditionOf(rows: readonly Row[]): Model<"All"> | null {
  const all = spoken(rows).map(comparisonOf);
  return all.length > 0 ? { all } : null;
}

/** The condition as lines; null where it says more than lines can. */
export function rowsOf(condition: Condition | null): Row[] | null {
  if (condition === null) return [];
  const parts = "all" in condition ? condition.all : [condition];
  const rows = parts.map(rowOf);
  return rows.every((row) => row !== null) ? rows : null;
}

export function cohortOf({ rows, since, until, by }: Asked): Model<"CohortIn"> {
  return { where: conditionOf(rows), since: since || null, until: until || null, by: by.trim() || null };
}

/** The lines in the notation that people write and reports read: `industry = 'Banking' and amount > 10000`. */
export function textOf(rows: readonly Row[]): string {
  return spoken(rows)
    .map((row) => {
      const field = `"${row.field.trim().replaceAll('"', '""')}"`;
      if (!asksForValue(row.operator)) return `${field} is ${row.operator}`;
      const parts = partsOf(row).map((part) => written(valueOf(part, row.operator)));
      return `${field} ${row.operator} ${row.operator === "in" ? `(${parts.join(", ")})` : parts.join("")}`;
    })
    .join(" and ");
}

/** What reports and links are asked for; only what was filled in. */
export function optionsOf(asked: Asked): Record<string, string> {
  const all = { where: textOf(asked.rows), since: asked.since, until: asked.until, by: asked.by.trim() };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value));
}

function comparisonOf(row: Row): Model<"Comparison"> {
  const field = row.field.trim();
  if (!asksForValue(row.operator)) return { field, op: "known", value: row.operator === "known" };
  const values = partsOf(row).map((part) => valueOf(part, row.operator));
  const op = row.operator as Model<"Comparison">["op"];
  return { field, op, value: op === "in" ? values : (values[0] ?? "") };
}

/** A line that asks for the same; none for what is no comparison, or would be read as another value. */
function rowOf(condition: Condition): Row | null {
  if (!("field" in condition)) return null;
  const { field, op, value } = condition;
  if (op === "known") return { field, operator: value === false ? "unknown" : "known", value: "" };
  const row = { field, operator: op, value: [value].flat().map(String).join(", ") };
  return JSON.stringify(comparisonOf(row).value) === JSON.stringify(value) ? row : null;
}

const partsOf = ({ operator, value }: Row) =>
  (operator === "in" ? value.split(",") : [value]).map((part) => part.trim()).filter(Boolean);

const NUMBER = /^[+-]?\d+(\.\d+)?$/;

function valueOf(text: string, operator: Operator): string | number | boolean {
  if (operator === "contains") return text;
  if (text === "true" || text === "false") return text === "true";
  return NUMBER.test(text) && text.length <= 15 ? Number(text) : text;
}

const written = (value: string | number | boolean) =>
  typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : String(value);
