import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { show } from "@/testing/render";
import { AIButton } from "./AIButton";

test("while its work goes on it keeps the focus, says so, and can't be pressed again", async () => {
  const press = vi.fn();
  const submit = vi.fn((event: { preventDefault: () => void }) => event.preventDefault());
  await show(
    <form onSubmit={submit}>
      <AIButton type="submit" busy onClick={press}>
        Get the next step
      </AIButton>
    </form>,
  );
  const button = screen.getByRole("button", { name: /Get the next step.*Working/ });
  button.focus();
  expect(document.activeElement).toBe(button);
  await userEvent.click(button);
  await userEvent.keyboard("{Enter}");
  expect(press).not.toHaveBeenCalled();
  expect(submit).not.toHaveBeenCalled();
  expect(button.getAttribute("aria-busy")).toBe("true");
});

test("one that can't be used does nothing", async () => {
  const press = vi.fn();
  await show(
    <AIButton disabled onClick={press}>
      Compare
    </AIButton>,
  );
  await userEvent.click(screen.getByRole("button", { name: "Compare" }));
  expect(press).not.toHaveBeenCalled();
});
