import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Model } from "@/api/client";
import { show } from "@/testing/render";
import { Calibration } from "./Calibration";
import { Effectiveness } from "./Effectiveness";
import { calibration, effectiveness } from "./examples";

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
