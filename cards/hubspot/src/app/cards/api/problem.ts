/** A refused or failed request, with what the server said of it and how to mend it. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly hint: string | null = null,
  ) {
    super(detail);
  }

  /** Nothing has been made yet for this record. */
  get absent(): boolean {
    return this.status === 404;
  }
}

/** Reads a problem document (RFC 9457); whatever else came becomes one as well. */
export async function problemOf(answer: Response): Promise<Problem> {
  const said: unknown = await answer.json().catch(() => null);
  const given = (name: string) => {
    const value = said && typeof said === "object" ? (said as Record<string, unknown>)[name] : null;
    return typeof value === "string" ? value : null;
  };
  return new Problem(
    answer.status,
    given("code") ?? "unreadable_answer",
    given("detail") ?? given("title") ?? `HTTP ${answer.status}`,
    given("hint"),
  );
}

/** Whatever was thrown, as a problem. */
export const asProblem = (reason: unknown): Problem =>
  reason instanceof Problem ? reason : new Problem(0, "unexpected", String(reason));
