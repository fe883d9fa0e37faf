import type { Problem } from "@/api/problem";

/** Headers that say who is asking. */
export type Headers = Record<string, string>;

interface Source {
  /** Returns the headers of a call with this method; may renew a token first. */
  headers: (method: string) => Headers | Promise<Headers>;
  /** Proves to the socket that the page is ours, where a cookie says who it is. */
  csrf?: () => string | null;
  /** Told that the server no longer believes them. */
  refused?: (problem: Problem) => void;
}

let source: Source = { headers: () => ({}) };

/** Says where calls get their credential from; there is one for a page. */
export function credentialsFrom(next: Source): void {
  source = next;
}

export const credential = (method: string): Headers | Promise<Headers> => source.headers(method);

/** What the first message of the socket says: a bearer, or what goes with the cookie. */
export async function greeting(): Promise<Headers> {
  const bearer = (await source.headers("GET"))["Authorization"]?.replace(/^Bearer /, "");
  return bearer ? { bearer } : { csrf: source.csrf?.() ?? "" };
}

export const refused = (problem: Problem): void => source.refused?.(problem);
