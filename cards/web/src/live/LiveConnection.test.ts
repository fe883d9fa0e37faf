import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LiveConnection, type LiveEvent, type Polled, type Surroundings } from "./LiveConnection";

/** A socket whose other end is the test. */
class FakeSocket {
  readyState = 0;
  sent: Record<string, unknown>[] = [];
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  send = (text: string) => void this.sent.push(JSON.parse(text) as Record<string, unknown>);
  close = () => this.drop();

  async accept() {
    this.readyState = 1;
    this.onopen?.();
    await vi.advanceTimersByTimeAsync(0);
  }

  drop() {
    this.readyState = 3;
    this.onclose?.();
  }

  says(message: object) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

let sockets: FakeSocket[];
let polled: Polled | Error;
let polls: [string | null, readonly string[]][];
let connection: LiveConnection;

const last = () => sockets.at(-1) as FakeSocket;
const event = (id: string, topic: string): LiveEvent & { type: string } => ({
  type: "event",
  id,
  topic,
  data: {},
});

beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
  polls = [];
  polled = { events: [], at: "9", resync: false };
  const around: Surroundings = {
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    greeting: () => Promise.resolve({ bearer: "b" }),
    poll: (since, topics) => {
      polls.push([since, topics]);
      return polled instanceof Error ? Promise.reject(polled) : Promise.resolve(polled);
    },
    delay: () => 1_000,
  };
  connection = new LiveConnection(around);
});

afterEach(() => {
  connection.stop();
  vi.useRealTimers();
});

test("it says who it is, subscribes, and hears of its topic and what lies below it", async () => {
  const heard = vi.fn<(event: LiveEvent | null) => void>();
  connection.listen("insight/deal_coach", heard);
  await last().accept();
  expect(last().sent).toEqual([
    { type: "auth", bearer: "b" },
    { type: "subscribe", topics: ["insight/deal_coach"] },
  ]);
  last().says({ type: "ready", at: "4" });
  expect(connection.state).toBe("live");
  last().says(event("5", "insight/deal_coach/deal/7"));
  last().says(event("6", "insight/deal_coaching/deal/7"));
  last().says(event("7", "job/1"));
  expect(heard.mock.calls.map(([said]) => said?.id)).toEqual(["5"]);
});

test("it answers the server's question whether it is still there", async () => {
  connection.listen("job", vi.fn());
  await last().accept();
  last().says({ type: "ping" });
  expect(last().sent.at(-1)).toEqual({ type: "pong" });
});

test("after a break it goes on behind the last thing it heard", async () => {
  connection.listen("job", vi.fn());
  await last().accept();
  last().says({ type: "ready", at: "4" });
  last().says(event("5", "job/1"));
  last().drop();
  expect(connection.state).toBe("away");
  await vi.advanceTimersByTimeAsync(1_000);
  await last().accept();
  expect(connection.state).toBe("catching");
  expect(last().sent.at(-1)).toEqual({ type: "subscribe", topics: ["job"], since: "5" });
});

test("where something may have been missed, everybody looks again", async () => {
  const heard = vi.fn();
  connection.listen("job", heard);
  await last().accept();
  last().says({ type: "resync", at: "90" });
  expect(heard).toHaveBeenCalledExactlyOnceWith(null);
});

test("where no socket can be had it asks now and then, and tries a socket again", async () => {
  const heard = vi.fn();
  connection.listen("job", heard);
  polled = { events: [event("9", "job/1")], at: "9", resync: false };
  for (let attempt = 0; attempt < 3; attempt += 1) {
    last().drop();
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(connection.state).toBe("polling");
  expect(heard).toHaveBeenCalledWith(expect.objectContaining({ id: "9" }));
  expect(polls[0]).toEqual([null, ["job"]]);
  expect(heard.mock.calls[0], "what happened before is unknown").toEqual([null]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(polls[1]).toEqual(["9", ["job"]]);
  const before = sockets.length;
  polled = new Error("away");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sockets.length).toBeGreaterThan(before);
});

test("a page that listens to nothing keeps nothing open", async () => {
  expect(connection.state).toBe("idle");
  const stop = connection.listen("job", vi.fn());
  expect(connection.state).toBe("catching");
  await last().accept();
  stop();
  expect(last().readyState).toBe(3);
  expect(connection.state).toBe("idle");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sockets).toHaveLength(1);
});
