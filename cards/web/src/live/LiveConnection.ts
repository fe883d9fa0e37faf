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
  /**
   * Asks once for what happened since `since`; used while no socket can be had. `waits`: the answer may be kept back
   * until something happens.
   */
  poll: (since: string | null, topics: readonly string[], waits: boolean) => Promise<Polled>;
  /** Milliseconds to wait before try number `attempt` (from 0). */
  delay: (attempt: number) => number;
  /** Calls `changed` when the browser loses its network and when it has one again; returns how to stop. */
  network: (changed: (there: boolean) => void) => () => void;
}

export interface Polled {
  events: readonly LiveEvent[];
  at: string;
  resync: boolean;
}

/** Sockets that failed in a row before asking now and then takes over. */
const GIVES_UP_AFTER = 3;

/** Milliseconds without a word after which a socket counts as lost: the server says something every 25 seconds. */
const SILENT = 60_000;

/** Milliseconds of asking after which a socket is tried again: a proxy may have been mended, the network changed. */
const TRIES_AGAIN = 60_000;

/** Seconds that a page may have asked for what it shows before it began to listen. */
const SLACK_S = 2;

/** Most seconds that the server looks back for a page that has no place to go on from. */
const MOST_AGO_S = 60;

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
  /** Whether the socket was told who is listening; before that it may be told nothing else. */
  #greeted = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #since: string | null = null;
  #failures = 0;
  #beganAt = 0;
  #triedAt = 0;
  /** Counts what was begun, so that the answer to what has been given up is passed over. */
  #round = 0;
  #deaf: (() => void) | null = null;
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
    this.#deaf?.();
    this.#deaf = null;
    this.#leave();
    this.#turn("idle");
  }

  #start(): void {
    if (this.#deaf) return;
    this.#deaf = this.#around.network((there) => this.#networked(there));
    this.#failures = 0;
    this.#beganAt = Date.now();
    this.#turn("catching");
    this.#connect();
  }

  /** A browser that knows that its network is gone, or there again, needs not find it out. */
  #networked(there: boolean): void {
    if (there && this.#state === "live") return;
    this.#leave();
    this.#failures = 0;
    if (there) this.#connect();
    else this.#failed();
  }

  #connect(): void {
    this.#leave();
    this.#triedAt = Date.now();
    let socket: WebSocket;
    try {
      socket = this.#around.open();
    } catch {
      this.#failed();
      return;
    }
    this.#socket = socket;
    this.#heard(socket);
    socket.onopen = () => void this.#greet(socket);
    socket.onmessage = (message: MessageEvent<string>) => this.#hear(socket, message.data);
    socket.onclose = () => this.#lost(socket);
  }

  /** Gives up whatever is connected, asked for or awaited. */
  #leave(): void {
    this.#round += 1;
    clearTimeout(this.#timer);
    clearTimeout(this.#silence);
    const socket = this.#socket;
    this.#socket = null;
    this.#greeted = false;
    socket?.close();
  }

  #lost(socket: WebSocket): void {
    if (this.#socket !== socket) return;
    this.#leave();
    this.#failed();
  }

  /** A line may be dead without either end being told: the silence that follows tells. */
  #heard(socket: WebSocket): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#lost(socket), SILENT);
  }

  async #greet(socket: WebSocket): Promise<void> {
    this.#turn("catching");
    try {
      const greeting = await this.#around.greeting();
      if (this.#socket !== socket) return;
      socket.send(JSON.stringify({ type: "auth", ...greeting }));
      this.#greeted = true;
      this.#subscribe([...this.#listeners.keys()]);
    } catch {
      this.#lost(socket);
    }
  }

  #subscribe(topics: readonly string[]): void {
    if (this.#socket?.readyState !== 1 || !this.#greeted || topics.length === 0) return;
    this.#socket.send(JSON.stringify({ type: "subscribe", topics, ...this.#behind() }));
  }

  /** From where on it wants to be told: after the last event it saw, or from when what is shown was asked for. */
  #behind(): { since: string } | { ago: number } {
    return this.#since === null ? { ago: Math.min(this.#ago(), MOST_AGO_S) } : { since: this.#since };
  }

  /** Seconds since the page asked for what it shows. */
  #ago(): number {
    return Math.ceil((Date.now() - this.#beganAt) / 1_000) + SLACK_S;
  }

  #hear(socket: WebSocket, text: string): void {
    if (this.#socket !== socket) return;
    this.#heard(socket);
    const message = JSON.parse(text) as { type: string; at?: string } & Partial<LiveEvent>;
    if (message.type === "ping") socket.send(JSON.stringify({ type: "pong" }));
    if (message.type === "ready") {
      // What happened before the server looked back is unknown.
      if (this.#since === null && this.#ago() > MOST_AGO_S) this.#tell(null);
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
    this.#failures += 1;
    if (this.#failures < GIVES_UP_AFTER) {
      this.#turn("away");
      this.#later(() => this.#connect(), this.#failures - 1);
    } else void this.#poll();
  }

  async #poll(): Promise<void> {
    const round = (this.#round += 1);
    try {
      // The first answer says whether asking works at all; only then may it be kept back.
      const waits = this.#state === "polling";
      const polled = await this.#around.poll(this.#since, [...this.#listeners.keys()], waits);
      if (round !== this.#round) return;
      this.#turn("polling");
      // Without a place to go on from, what happened before this first answer is unknown.
      const unknown = this.#since === null;
      this.#since = polled.at;
      if (polled.resync || unknown) this.#tell(null);
      for (const event of polled.events) this.#tell(event);
      this.#failures = GIVES_UP_AFTER;
      this.#later(() => {
        if (Date.now() - this.#triedAt >= TRIES_AGAIN) this.#connect();
        else void this.#poll();
      }, 0);
    } catch {
      if (round !== this.#round) return;
      this.#turn("away");
      this.#later(() => this.#connect(), this.#failures - GIVES_UP_AFTER);
    }
  }

  #later(next: () => void, attempt: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(next, this.#around.delay(attempt));
  }

  #turn(state: LiveState): void {
    if (this.#state === state) return;
    this.#state = state;
    for (const watcher of this.#watchers) watcher();
  }
}
