import { describe, expect, it } from "vitest";
import { cohortOf, conditionOf, EVERYTHING, optionsOf, rowsOf, textOf } from "./filter";

describe("a filter", () => {
  const rows = [
    { field: "Deal Type", operator: "=", value: 'it\'s "new"' },
    { field: "source", operator: "in", value: "Partner, Web , " },
    { field: "amount", operator: ">=", value: "10000" },
    { field: "champion", operator: "unknown", value: "left over" },
    { field: "half written", operator: "=", value: " " },
  ] as const;

  it("is written so that quotation marks stay text", () => {
    expect(textOf(rows)).toBe(
      `"Deal Type" = 'it''s "new"' and "source" in ('Partner', 'Web') and "amount" >= 10000 and "champion" is unknown`,
    );
  });

  it("is the same as a condition", () => {
    expect(cohortOf({ ...EVERYTHING, rows }).where).toEqual({
      all: [
        { field: "Deal Type", op: "=", value: 'it\'s "new"' },
        { field: "source", op: "in", value: ["Partner", "Web"] },
        { field: "amount", op: ">=", value: 10_000 },
        { field: "champion", op: "known", value: false },
      ],
    });
  });

  it("comes back as the lines it was", () => {
    const [full, several, number, unknown] = rows;
    const lines = [full, { ...several, value: "Partner, Web" }, number, { ...unknown, value: "" }];
    expect(rowsOf(conditionOf(lines))).toEqual(lines);
  });

  it.each([
    { any: [{ field: "source", op: "=", value: "Web" }] },
    // A line would ask for the number.
    { field: "postcode", op: "=", value: "10115" },
  ] as const)("that says more than lines can is no lines", (condition) => {
    expect(rowsOf(condition as unknown as Parameters<typeof rowsOf>[0])).toBeNull();
  });

  it("asks for everything when nothing was filled in", () => {
    expect(cohortOf(EVERYTHING)).toEqual({ where: null, since: null, until: null, by: null });
    expect(optionsOf(EVERYTHING)).toEqual({});
  });
});
