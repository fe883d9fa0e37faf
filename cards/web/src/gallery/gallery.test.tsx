import { act } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import { show } from "@/testing/render";
import { gallery } from "./states";

// What they look like, and whether everybody can use them, is tried in a real browser (tests/e2e).
describe.each(gallery.map((states) => [states.of, states] as const))("%s", (_, { states, catalogs }) => {
  test.each(Object.entries(states))("%s can be drawn", async (_name, State) => {
    const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const { container } = await show(<State />, { catalogs: catalogs ?? [] });
    await act(() => vi.dynamicImportSettled());
    expect(container.textContent).not.toBe("");
    expect(container.textContent).not.toContain("waiting");
    // What a boundary caught may be told; React has nothing else to complain of.
    const complaints = said.mock.calls.map(String).filter((text) => /%s|act\(/.test(text));
    expect(complaints.filter((text) => !text.includes("error boundary"))).toEqual([]);
  });
});
