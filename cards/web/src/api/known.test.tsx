import { act, render, screen } from "@testing-library/react";
import { Suspense, use } from "react";
import { expect, test, vi } from "vitest";
import { known } from "./known";

function Said({ promise }: { promise: Promise<string> }) {
  return <p>{use(promise)}</p>;
}

/** Draws what a kept promise came to; returns how often the placeholder was drawn before it. */
async function drawn(promise: Promise<string>): Promise<number> {
  const placeholder = vi.fn(() => <p>waiting</p>);
  const Placeholder = placeholder;
  await promise;
  await act(async () => {
    render(
      <Suspense fallback={<Placeholder />}>
        <Said promise={promise} />
      </Suspense>,
    );
    await Promise.resolve();
  });
  expect(screen.getByText("here")).toBeTruthy();
  return placeholder.mock.calls.length;
}

test("what is known is drawn at once", async () => {
  expect(await drawn(known(Promise.resolve("here")))).toBe(0);
});

test("what failed says so", async () => {
  const failed = known(Promise.reject<string>(new Error("no")));
  await expect(failed).rejects.toThrow("no");
  expect(failed).toMatchObject({ status: "rejected" });
});
