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
let polls: [string | null, readonly string[], boolean][];
let greeting: () => Promise<Record<string, string>>;
let network: (there: boolean) => void;
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
  greeting = () => Promise.resolve({ bearer: "b" });
  polled = { events: [], at: "9", resync: false };
  const around: Surroundings = {
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    greeting: () => greeting(),
    poll: (since, topics, waits) => {
      polls.push([since, topics, waits]);
      return polled instanceof Error ? Promise.reject(polled) : Promise.resolve(polled);
    },
    delay: () => 1_000,
    network: (changed) => {
      network = changed;
      return () => {
        network = () => undefined;
      };
    },
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
    { type: "subscribe", topics: ["insight/deal_coach"], ago: 2 },
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

test("what happened while the first connection was made is asked for", async () => {
  connection.listen("job", vi.fn());
  await vi.advanceTimersByTimeAsync(7_500);
  await last().accept();
  expect(last().sent.at(-1)).toEqual({ type: "subscribe", topics: ["job"], ago: 10 });
});

test("what is listened to while it says who it is waits until that is said", async () => {
  let said: (headers: Record<string, string>) => void = () => undefined;
  greeting = () => new Promise((resolve) => (said = resolve));
  connection.listen("job", vi.fn());
  await last().accept();
  connection.listen("sync", vi.fn());
  expect(last().sent).toEqual([]);
  said({ bearer: "b" });
  await vi.advanceTimersByTimeAsync(0);
  expect(last().sent.map(({ type, topics }) => [type, topics])).toEqual([
    ["auth", undefined],
    ["subscribe", ["job", "sync"]],
  ]);
});

/** Has every socket fail until the connection gives up and asks instead. */
async function refuse() {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    last().drop();
    await vi.advanceTimersByTimeAsync(attempt < 2 ? 1_000 : 0);
  }
}

test("where no socket can be had it asks now and then", async () => {
  const heard = vi.fn();
  connection.listen("job", heard);
  polled = { events: [event("9", "job/1")], at: "9", resync: false };
  await refuse();
  expect(connection.state).toBe("polling");
  expect(heard).toHaveBeenCalledWith(expect.objectContaining({ id: "9" }));
  expect(heard.mock.calls[0], "what happened before is unknown").toEqual([null]);
  await vi.advanceTimersByTimeAsync(1_000);
  // Whether asking works at all is known at once; after that the server may take its time.
  expect(polls.slice(0, 2)).toEqual([
    [null, ["job"], false],
    ["9", ["job"], true],
  ]);
});

test("while it asks it tries a socket once a minute, and stays with one that works", async () => {
  connection.listen("job", vi.fn());
  await refuse();
  const before = sockets.length;
  await vi.advanceTimersByTimeAsync(62_000);
  expect(sockets).toHaveLength(before + 1);
  expect(connection.state, "asking goes on until the socket answers").toBe("polling");
  last().drop();
  await vi.advanceTimersByTimeAsync(62_000);
  expect(sockets).toHaveLength(before + 2);
  await last().accept();
  expect(last().sent.at(-1)).toEqual({ type: "subscribe", topics: ["job"], since: "9" });
  last().says({ type: "ready", at: "9" });
  const asked = polls.length;
  await vi.advanceTimersByTimeAsync(30_000);
  expect([connection.state, polls.length]).toEqual(["live", asked]);
});

test("where nothing can be had it says so, tries on, and goes on where it was", async () => {
  connection.listen("job", vi.fn());
  await last().accept();
  last().says({ type: "ready", at: "4" });
  polled = new Error("away");
  await refuse();
  expect(connection.state).toBe("away");
  await vi.advanceTimersByTimeAsync(1_000);
  await last().accept();
  expect(last().sent.at(-1)).toEqual({ type: "subscribe", topics: ["job"], since: "4" });
});

test("a line that is dead without a word is given up", async () => {
  connection.listen("job", vi.fn());
  await last().accept();
  last().says({ type: "ready", at: "4" });
  await vi.advanceTimersByTimeAsync(45_000);
  last().says({ type: "ping" });
  await vi.advanceTimersByTimeAsync(45_000);
  expect([connection.state, sockets.length]).toEqual(["live", 1]);
  await vi.advanceTimersByTimeAsync(15_000);
  expect(connection.state).toBe("away");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sockets).toHaveLength(2);
});

test("a network that goes is said at once, and one that is back is used at once", async () => {
  connection.listen("job", vi.fn());
  await last().accept();
  last().says({ type: "ready", at: "4" });
  network(false);
  expect([connection.state, last().readyState]).toEqual(["away", 3]);
  network(true);
  await last().accept();
  last().says({ type: "ready", at: "9" });
  expect([connection.state, sockets.length]).toEqual(["live", 2]);
  network(true);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(sockets, "what works is left alone").toHaveLength(2);
});

test("an answer that comes after a socket was had changes nothing", async () => {
  const heard = vi.fn();
  connection.listen("job", heard);
  await last().accept();
  last().says({ type: "ready", at: "4" });
  let answer: (polled: Polled) => void = () => undefined;
  polled = new Promise<Polled>((resolve) => (answer = resolve)) as unknown as Polled;
  await refuse();
  network(true);
  await last().accept();
  last().says({ type: "ready", at: "9" });
  answer({ events: [event("5", "job/1")], at: "5", resync: false });
  await vi.advanceTimersByTimeAsync(0);
  expect(connection.state).toBe("live");
  expect(heard).not.toHaveBeenCalled();
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
