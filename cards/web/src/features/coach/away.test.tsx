import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter, Route, Routes } from "react-router";
import { expect, it, vi } from "vitest";
import { LiveConnection } from "@/live/LiveConnection";
import { Returning } from "@/live/Returning";
import { LiveProvider } from "@/live/useLive";
import { cards } from "@/testing/cards";
import { network } from "@/testing/network";
import { show } from "@/testing/render";
import DealPage from "./DealPage";

/** A line that the test breaks and mends: calls over it fail as the browser has them fail. */
function breakable() {
  let there = true;
  let changed: (there: boolean) => void = () => undefined;
  const connection = new LiveConnection({
    open: () => {
      const socket = { readyState: 1, send: vi.fn(), close: vi.fn() } as unknown as WebSocket;
      setTimeout(() => {
        if (!there) {
          socket.onclose?.({} as CloseEvent);
          return;
        }
        socket.onopen?.({} as Event);
        socket.onmessage?.({ data: JSON.stringify({ type: "ready", at: "4" }) } as MessageEvent);
      });
      return socket;
    },
    greeting: () => Promise.resolve({}),
    poll: () => Promise.reject(new TypeError("away")),
    delay: () => 60_000,
    network: (heard) => {
      changed = heard;
      return () => undefined;
    },
  });
  return {
    connection,
    isThere: () => there,
    turn: (on: boolean) =>
      act(async () => {
        there = on;
        changed(on);
        await new Promise((done) => setTimeout(done, 5));
      }),
  };
}

it("asks again for what could not be had, once the server is back", async () => {
  const line = breakable();
  let [coached, done] = [0, 0];
  const asked = network(({ method, path }) => {
    if (!line.isThere()) throw new TypeError("Failed to fetch");
    if (path.includes("/actions/")) {
      done += 1;
      return { body: {} };
    }
    if (method === "POST") {
      coached += 1;
      return { body: { id: "ins_1" } };
    }
    return path.startsWith("/api/cards/") ? { body: cards.dealCoach } : { body: { items: [] } };
  });
  await show(
    <LiveProvider value={line.connection}>
      <Returning />
      <MemoryRouter initialEntries={["/deals/7"]}>
        <Routes>
          <Route path="/deals/:dealId" element={<DealPage />} />
        </Routes>
      </MemoryRouter>
    </LiveProvider>,
    { catalogs: ["coach"] },
  );
  await screen.findAllByRole("button", { name: /^Mark as done/ });
  const step = () => screen.getAllByRole("button", { name: /^Mark as done/ })[0] as HTMLElement;
  await waitFor(() => expect(line.connection.state).toBe("live"));

  await line.turn(false);
  await userEvent.click(screen.getByRole("button", { name: "Refresh" }));
  expect((await screen.findByRole("alert")).textContent).toContain("The server can't be reached.");
  expect(screen.getAllByRole("button", { name: /^Mark as done/ }).length, "what stood stays").toBeGreaterThan(
    0,
  );
  await userEvent.click(step());
  expect(await screen.findByText("Not saved.")).toBeTruthy();
  expect([coached, done]).toEqual([0, 0]);

  const before = asked.length;
  await line.turn(true);
  await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
  expect([coached, done]).toEqual([1, 1]);
  expect(asked.slice(before).some(({ path }) => path.startsWith("/api/cards/"))).toBe(true);
}, 20_000);
