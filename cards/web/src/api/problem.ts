/** What an RFC 9457 problem document says, for people; every failed call ends in one. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly status: number;
  readonly code: string;
  /** How to mend it, where the server knows. */
  readonly hint: string | null;
  /** Seconds after which another try makes sense. */
  readonly retryAfter: number | null;

  constructor(said: {
    message: string;
    status: number;
    code: string;
    hint?: string | null;
    retryAfter?: number | null;
  }) {
    super(said.message);
    this.status = said.status;
    this.code = said.code;
    this.hint = said.hint ?? null;
    this.retryAfter = said.retryAfter ?? null;
  }

  /** Whether the same call may succeed later without anybody doing something. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** Code of a problem that never reached the server. */
export const OFFLINE = "offline";

/** Reads the problem document of an answer; an answer that has none still becomes a clear one. */
export async function problemOf(response: Response): Promise<Problem> {
  const said: unknown = await response.json().catch(() => null);
  const text = (key: string) => {
    const value = typeof said === "object" && said !== null ? (said as Record<string, unknown>)[key] : null;
    return typeof value === "string" && value ? value : null;
  };
  const wait = Number(response.headers.get("Retry-After") ?? "");
  return new Problem({
    message: text("detail") ?? text("title") ?? `HTTP ${response.status}`,
    status: response.status,
    code: text("code") ?? `http_${response.status}`,
    hint: text("hint"),
    retryAfter: Number.isFinite(wait) && wait > 0 ? wait : null,
  });
}

/** Makes a `Problem` of whatever a call failed with. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  // fetch fails with a TypeError when nothing answered.
  if (error instanceof TypeError) return new Problem({ message: error.message, status: 0, code: OFFLINE });
  return new Problem({
    message: error instanceof Error ? error.message : String(error),
    status: 0,
    code: "unknown",
  });
}
