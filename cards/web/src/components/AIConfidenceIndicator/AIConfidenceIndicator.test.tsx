import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { show } from "@/testing/render";
import { AIConfidenceIndicator } from "./AIConfidenceIndicator";

const estimate = { value: 0.62, low: 0.48, high: 0.74, n: 214, basis: "prior + 214 closed deals" };

test("the figure comes with its interval, its n, and what they mean in words", async () => {
  await show(
    <AIConfidenceIndicator label="Chance to win" estimate={estimate} baseline={0.27} baselineLabel="usual" />,
  );
  const group = screen.getByRole("group", { name: "Chance to win" });
  expect(group.textContent).toContain("62%");
  expect(group.textContent).toContain("Of 100 like this one, about 62.");
  expect(group.textContent).toContain("between 48 and 74");
  expect(group.textContent).toContain("214 observations");
  expect(group.textContent).toContain("For comparison, usual: 27%.");
  expect(screen.getByRole("img", { name: /^62%, 90% interval 48% – 74%/ })).toBeTruthy();
});

test.each([
  ["de", "90-%-Intervall"],
  ["fr", "intervalle à 90 %"],
  ["es", "intervalo del 90 %"],
] as const)("it speaks %s", async (language, words) => {
  await show(<AIConfidenceIndicator label="x" estimate={estimate} />, { language });
  expect(screen.getByRole("group").textContent).toContain(words);
});

test("a figure that rests on no case of one's own says so", async () => {
  await show(<AIConfidenceIndicator label="x" estimate={{ ...estimate, n: 0 }} />);
  expect(screen.getByRole("group").textContent).toContain("general experience only");
});

test("the drawing stands where the figures are", async () => {
  const { container } = await show(<AIConfidenceIndicator label="x" estimate={estimate} />);
  const at = (name: string) => container.querySelector<HTMLElement>(`.${name}`)?.style.insetInlineStart;
  expect([at("band"), at("point")]).toEqual(["48%", "62%"]);
});
