import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { show } from "@/testing/render";
import { Disclosure } from "./Disclosure";

test("it opens and closes with the keyboard, and says which part it opens", async () => {
  await show(
    <Disclosure summary="Evidence">
      <p>a quotation</p>
    </Disclosure>,
  );
  const button = screen.getByRole("button", { name: "Evidence", expanded: false });
  expect(screen.queryByText("a quotation")).toBeNull();
  button.focus();
  await userEvent.keyboard("{Enter}");
  expect(button.getAttribute("aria-expanded")).toBe("true");
  const part = document.getElementById(button.getAttribute("aria-controls") ?? "");
  expect(part?.textContent).toBe("a quotation");
  await userEvent.keyboard(" ");
  expect(screen.queryByText("a quotation")).toBeNull();
});
