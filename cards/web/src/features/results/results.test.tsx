import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Model } from "@/api/client";
import { show } from "@/testing/render";
import { Calibration } from "./Calibration";
import { Effectiveness } from "./Effectiveness";
import { calibration, effectiveness, ratings } from "./examples";
import { Ratings } from "./Ratings";

describe("what advice did", () => {
  it("is said with its interval, or plainly that it can't be told yet", async () => {
    await show(<Effectiveness found={effectiveness} />, { catalogs: ["results"] });
    expect(screen.getByText("+12 points (+3 to +21)")).toBeTruthy();
    expect(screen.getByText("about 40 more deals needed")).toBeTruthy();
    const cells = screen.getByText("close date").closest("tr")?.querySelectorAll("td") ?? [];
    // What a person marked and the records show as well counts in both columns.
    expect([...cells].slice(-3).map((cell) => cell.textContent)).toEqual(["8", "10", "3"]);
  });

  it("is nothing where nothing was recommended", async () => {
    await show(<Effectiveness found={{ ...effectiveness, actions: [] }} />, { catalogs: ["results"] });
    expect(
      screen.getByText(
        "No deal that was advised on has closed yet. What is done with a step counts here once its deal has closed.",
      ),
    ).toBeTruthy();
  });
});

describe("how the odds held", () => {
  it("lays what was said beside what came", async () => {
    await show(<Calibration found={calibration} />, { catalogs: ["results"] });
    expect(screen.getByText("The odds held, over 120 closed deals.")).toBeTruthy();
    expect(screen.getByRole("img", { name: /58% came true.*60% was said/ })).toBeTruthy();
  });

  it("says that nothing closed yet", async () => {
    const none: Model<"CalibrationOut"> = { ...calibration, overall: null };
    await show(<Calibration found={none} />, { catalogs: ["results"] });
    expect(screen.getByText("No deal with odds has closed yet.")).toBeTruthy();
  });
});

const given = (changes: Partial<Model<"RatingsOut">> = {}) =>
  show(<Ratings found={{ ...ratings, ...changes }} />, { catalogs: ["results"] });

/** The cells of each row of a table, as they are read. */
const rowsOf = (name: string) =>
  within(screen.getByRole("region", { name }))
    .getAllByRole("row")
    .slice(1)
    .map((row) => [...row.children].map((cell) => cell.textContent));

describe("what readers say", () => {
  it("stands by card and host with its interval, or plainly that they are too few", async () => {
    await given();
    expect(rowsOf("What readers say")).toEqual([
      ["Deal coach", "everywhere", "75%", "60"],
      ["Deal coach", "HubSpot", "83%", "36"],
      ["Deal coach", "Salesforce20 of them named by a key’s holder only, not proved", "65%", "20"],
      ["Deal coach", "Workspace", "2 of 4: too few to tell, 6 more needed", "4"],
      ["Persona", "HubSpot", "3 of 5: too few to tell, 5 more needed", "5"],
    ]);
    expect(
      screen.getByRole("img", { name: "83% useful, nine times in ten 71% – 91%, from 36 answers" }),
    ).toBeTruthy();
    expect(screen.getByText(/^65 answers to/)).toBeTruthy();
  });

  it("shows a course over months only where two of them tell something", async () => {
    await given();
    expect(rowsOf("By month").map(([month]) => month)).toEqual(["Oct 2026", "Nov 2026"]);
  });

  it("says what a course would take where there is none", async () => {
    await given({ months: ratings.months.slice(1) });
    expect(screen.queryByRole("region", { name: "By month" })).toBeNull();
    expect(screen.getByText(/it takes 10 or more in each of two months/)).toBeTruthy();
  });

  it("gives the reasons to who may read them, the first ones at once", async () => {
    const reasons = Array.from({ length: 7 }, (_, n) => ({
      kind: "deal_coach",
      host: "acme_crm",
      note: `reason ${n}`,
      at: "2026-11-20T09:00:00Z",
    }));
    await given({ reasons });
    expect(screen.getByText("reason 4")).toBeTruthy();
    expect(screen.queryByText("reason 6")).toBeNull();
    expect(screen.getAllByText("Deal coach · acme crm · 20 Nov 2026")).toHaveLength(5);
    await userEvent.click(screen.getByRole("button", { name: "All 7 reasons" }));
    expect(screen.getByText("reason 6")).toBeTruthy();
  });

  it("keeps colleagues' words from reps", async () => {
    await given({ reasons: null });
    expect(screen.queryByRole("heading", { name: "Why not" })).toBeNull();
  });

  it("says that nobody has answered yet", async () => {
    await given({ items: [] });
    expect(screen.getByText(/Nobody has said yet/)).toBeTruthy();
  });
});
