import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { serve } from "@/testing/network";
import { show } from "@/testing/render";
import { SaveFile } from "./SaveFile";

test("what keeps a file from being saved is said beside its button", async () => {
  const asked = serve({});
  await show(
    <SaveFile path="/api/ai/effectiveness" query={{ format: "csv" }}>
      Save as CSV
    </SaveFile>,
  );
  await userEvent.click(screen.getByRole("button", { name: "Save as CSV" }));
  expect((await screen.findByRole("alert")).textContent).toMatch(/nothing there/i);
  expect(asked.at(-1)?.path).toBe("/api/ai/effectiveness?format=csv");
});
