/** One thing that happened: it says what to fetch again, never its content. */
export interface LiveEvent {
  id: string;
  topic: string;
  data: Readonly<Record<string, unknown>>;
}

type Listener = (event: LiveEvent | null) => void;

/**
 * How the page hears of changes: at once, by asking now and then, not at the moment, or a connection is being made
 * (`catching`), which brings what was missed. `idle`: nothing is listened to.
 */
export type LiveState = "idle" | "catching" | "live" | "polling" | "away";

/** What the connection needs of its surroundings; tests bring their own. */
export interface Surroundings {
  open: () => WebSocket;
  /** The first message: who is listening. */
  greeting: () => Promise<Record<string, string>>;
  /** Asks once for what happened since `since`; used while no socket can be had. */
  poll: (since: string | null, topics: readonly string[]) => Promise<Polled>;
  /** Milliseconds to wait before try number `attempt` (from 0). */
  delay: (attempt: number) => number;
}

export interface Polled {
  events: readonly LiveEvent[];
  at: string;
  resync: boolean;
}

/** Sockets that failed in a row before asking now and then takes over. */
const GIVES_UP_AFTER = 3;

/**
 * One connection for the whole page. It subscribes to what is listened to, resumes after the last event it saw,
 * and where a proxy lets no socket through goes on by polling. A listener gets `null` when something may have been
 * missed: it then fetches again.
 */
export class LiveConnection {
  readonly #around: Surroundings;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #watchers = new Set<() => void>();
  #socket: WebSocket | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #since: string | null = null;
  #failures = 0;
  #running = false;
  #state: LiveState = "idle";

  constructor(around: Surroundings) {
    this.#around = around;
  }

  get state(): LiveState {
    return this.#state;
  }

  /** Calls `watcher` whenever `state` changes; returns how to stop. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Hears of a topic and everything below it (`insight/deal_coach`); returns how to stop. */
  listen(topic: string, listener: Listener): () => void {
    const known = this.#listeners.get(topic);
    if (known) known.add(listener);
    else {
      this.#listeners.set(topic, new Set([listener]));
      this.#subscribe([topic]);
    }
    this.#start();
    return () => {
      const listeners = this.#listeners.get(topic);
      listeners?.delete(listener);
      if (listeners?.size === 0) this.#listeners.delete(topic);
      if (this.#listeners.size === 0) this.stop();
    };
  }

  stop(): void {
    this.#running = false;
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    this.#turn("idle");
  }

  #start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#failures = 0;
    this.#turn("catching");
    this.#connect();
  }

  #connect(): void {
    let socket: WebSocket;
    try {
      socket = this.#around.open();
    } catch {
      this.#failed();
      return;
    }
    this.#socket = socket;
    socket.onopen = () => void this.#greet(socket);
    socket.onmessage = (message: MessageEvent<string>) => this.#hear(socket, message.data);
    socket.onclose = () => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      this.#failed();
    };
  }

  async #greet(socket: WebSocket): Promise<void> {
    this.#turn("catching");
    try {
      const greeting = await this.#around.greeting();
      if (this.#socket !== socket) return;
      socket.send(JSON.stringify({ type: "auth", ...greeting }));
      this.#subscribe([...this.#listeners.keys()]);
    } catch {
      socket.close();
    }
  }

  #subscribe(topics: readonly string[]): void {
    if (this.#socket?.readyState !== 1 || topics.length === 0) return;
    this.#socket.send(
      JSON.stringify({ type: "subscribe", topics, ...(this.#since === null ? {} : { since: this.#since }) }),
    );
  }

  #hear(socket: WebSocket, text: string): void {
    const message = JSON.parse(text) as { type: string; at?: string } & Partial<LiveEvent>;
    if (message.type === "ping") socket.send(JSON.stringify({ type: "pong" }));
    if (message.type === "ready") {
      // What happened between two sockets without a place to resume from is unknown.
      if (this.#since === null && this.#failures > 0) this.#tell(null);
      this.#since ??= message.at ?? null;
      this.#failures = 0;
      this.#turn("live");
    }
    if (message.type === "resync") {
      this.#since = message.at ?? this.#since;
      this.#tell(null);
    }
    if (message.type === "event") this.#take(message as LiveEvent);
  }

  #take(event: LiveEvent): void {
    this.#since = event.id;
    this.#tell(event);
  }

  #tell(event: LiveEvent | null): void {
    for (const [topic, listeners] of this.#listeners) {
      if (event && event.topic !== topic && !event.topic.startsWith(`${topic}/`)) continue;
      for (const listener of listeners) listener(event);
    }
  }

  #failed(): void {
    if (!this.#running) return;
    this.#failures += 1;
    if (this.#failures >= GIVES_UP_AFTER) {
      void this.#poll();
      return;
    }
    this.#turn("away");
    this.#timer = setTimeout(() => this.#connect(), this.#around.delay(this.#failures - 1));
  }

  async #poll(): Promise<void> {
    try {
      const polled = await this.#around.poll(this.#since, [...this.#listeners.keys()]);
      if (!this.#running) return;
      this.#turn("polling");
      // Without a place to go on from, what happened before this first answer is unknown.
      const unknown = this.#since === null;
      this.#since = polled.at;
      if (polled.resync || unknown) this.#tell(null);
      for (const event of polled.events) this.#tell(event);
      this.#failures = GIVES_UP_AFTER;
    } catch {
      if (!this.#running) return;
      this.#turn("away");
      this.#failures += 1;
    }
    // Another socket is tried now and then: the proxy may have been mended, the network changed.
    this.#timer = setTimeout(
      () => (this.#failures % 4 === 0 ? this.#connect() : void this.#poll()),
      this.#around.delay(this.#failures - GIVES_UP_AFTER),
    );
  }

  #turn(state: LiveState): void {
    if (this.#state === state) return;
    this.#state = state;
    for (const watcher of this.#watchers) watcher();
  }
}
