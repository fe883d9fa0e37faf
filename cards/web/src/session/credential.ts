import type { Problem } from "@/api/problem";

/** Headers that say who is asking. */
export type Headers = Record<string, string>;

interface Source {
  /** Returns the headers of a call with this method; may fetch or renew a token first. */
  headers: (method: string) => Headers | Promise<Headers>;
  /** Told that the server no longer believes them. */
  refused?: (problem: Problem) => void;
}

let source: Source = { headers: () => ({}) };

/** Says where calls get their credential from; there is one for a page. */
export function credentialsFrom(next: Source): void {
  source = next;
}

export const credential = (method: string): Headers | Promise<Headers> => source.headers(method);

export const refused = (problem: Problem): void => source.refused?.(problem);
