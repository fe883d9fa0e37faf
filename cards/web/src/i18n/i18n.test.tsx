import { screen } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import { show } from "@/testing/render";
import { formats } from "./formats";
import { bestLanguage } from "./languages";

test.each([
  [["de-CH", "en"], "de"],
  [["it", "es-MX"], "es"],
  [["ja"], "en"],
  [[], "en"],
] as const)("of %j the workspace speaks %s", (wanted, language) => {
  expect(bestLanguage(wanted)).toBe(language);
});

describe("numbers and dates", () => {
  test.each([
    ["en", "62%", "3 Nov 2026", "12,345.6"],
    ["de", "62 %", "03.11.2026", "12.345,6"],
    ["fr", "62 %", "3 nov. 2026", "12 345,6"],
    ["es", "62 %", "3 nov 2026", "12.345,6"],
  ] as const)("are written as %s writes them", (language, percent, day, number) => {
    const write = formats(language);
    // Which of the narrow spaces stands there changes with every release of Unicode's data.
    const written = [write.percent(0.62), write.day("2026-11-03"), write.number(12_345.6)];
    expect(written.map((text) => text.replace(/\s/g, " "))).toEqual([percent, day, number]);
  });

  test("a day is that day in every time zone", () => {
    expect(formats("en").day("2026-01-01")).toBe("1 Jan 2026");
    expect(formats("en").day("2026-09-14")).toBe("14 Sep 2026");
  });

  test("how long ago is said in the largest unit that fits", () => {
    const now = new Date("2026-11-26T12:00:00Z");
    const ago = (at: string) => formats("en").relative(at, now);
    expect([ago("2026-11-26T11:59:40Z"), ago("2026-11-25T12:00:00Z"), ago("2026-11-05T12:00:00Z")]).toEqual([
      "this minute",
      "yesterday",
      "3 weeks ago",
    ]);
  });
});

test("texts are said in the language chosen", async () => {
  await show(<AILoadingState progress={{ state: "queued" }} />, { language: "de" });
  expect(screen.getByRole("status").textContent).toBe("Wartet, bis es an der Reihe ist");
});
