import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { show } from "@/testing/render";
import { AIFeedbackWidget } from "./AIFeedbackWidget";

test("one click is an answer", async () => {
  const send = vi.fn(() => Promise.resolve());
  await show(<AIFeedbackWidget onSend={send} />);
  await userEvent.click(screen.getByRole("button", { name: "Yes" }));
  expect(send).toHaveBeenCalledExactlyOnceWith({ helpful: true, note: "" });
  expect(screen.getByRole("button", { name: "Yes" }).getAttribute("aria-pressed")).toBe("true");
  expect(screen.getByRole("status").textContent).toBe("Thank you.");
});

test("who says no may say why, and need not", async () => {
  const send = vi.fn(() => Promise.resolve());
  await show(<AIFeedbackWidget onSend={send} />);
  await userEvent.click(screen.getByRole("button", { name: "No" }));
  expect(send).toHaveBeenCalledTimes(1);
  await userEvent.type(screen.getByLabelText(/What was wrong/), "the CFO left");
  await userEvent.click(screen.getByRole("button", { name: "Send" }));
  expect(send).toHaveBeenLastCalledWith({ helpful: false, note: "the CFO left" });
  expect(screen.queryByLabelText(/What was wrong/)).toBeNull();
});

test("what was not taken can be said again", async () => {
  const send = vi.fn(() => Promise.reject(new TypeError("Failed to fetch")));
  await show(<AIFeedbackWidget onSend={send} />);
  await userEvent.click(screen.getByRole("button", { name: "Yes" }));
  expect(screen.getByRole("alert").textContent).toContain("The server can't be reached.");
  expect(screen.getByRole("button", { name: "Yes" }).getAttribute("aria-pressed")).toBe("false");
});
