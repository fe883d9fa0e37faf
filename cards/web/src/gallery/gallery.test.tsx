import { act, screen } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import { show } from "@/testing/render";
import { gallery } from "./states";

// What they look like, and whether everybody can use them, is tried in a real browser (tests/e2e).
describe.each(gallery.map((states) => [states.of, states] as const))(
  "%s",
  (_, { states, dialogs, catalogs }) => {
    const drawn = async (State: (typeof states)[string]) => {
      const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
      const { container } = await show(<State />, { catalogs: catalogs ?? [] });
      await act(() => vi.dynamicImportSettled());
      expect(container.ownerDocument.body.textContent).not.toContain("waiting");
      // What a boundary caught may be told; React has nothing else to complain of.
      const complaints = said.mock.calls.map(String).filter((text) => /%s|act\(/.test(text));
      expect(complaints.filter((text) => !text.includes("error boundary"))).toEqual([]);
      return container;
    };

    test.each(Object.entries(states))("%s can be drawn", async (_name, State) => {
      expect((await drawn(State)).textContent).not.toBe("");
    });

    const above = Object.entries(dialogs ?? {});
    test.runIf(above.length > 0).each(above)("%s stands above the page", async (_name, State) => {
      await drawn(State);
      expect((await screen.findByRole("dialog")).textContent).not.toBe("");
    });
  },
);
