import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { show } from "@/testing/render";
import { AILoadingState } from "./AILoadingState";

const bar = () => screen.getByRole<HTMLProgressElement>("progressbar");

test("a step that is counted says how far it is, and the bar how far the whole is", async () => {
  await show(
    <AILoadingState
      progress={{ state: "running", step: { name: "measure", number: 1, of: 4, done: 50, total: 200 } }}
    />,
  );
  expect(screen.getByRole("status").textContent).toBe("Measuring deals");
  expect(screen.getByText("Step 1 of 4: 50 of 200")).toBeDefined();
  expect(bar().value).toBe(0.25 / 4);
});

test("a step that can't be counted leaves the bar where it begins", async () => {
  await show(<AILoadingState progress={{ state: "running", step: { name: "word", number: 3, of: 4 } }} />);
  expect(screen.getByText("Step 3 of 4")).toBeDefined();
  expect(bar().value).toBe(0.5);
});

test("a step that has no words here still has its place", async () => {
  await show(<AILoadingState progress={{ state: "running", step: { name: "new", number: 2, of: 3 } }} />);
  expect(screen.getByRole("status").textContent).toBe("Working on it");
  expect(screen.getByText("Step 2 of 3")).toBeDefined();
});

test("a job that does not say how far it is shows no figure", async () => {
  await show(<AILoadingState progress={{ state: "running" }} />);
  expect(bar().hasAttribute("value")).toBe(false);
});
