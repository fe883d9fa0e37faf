import { problemOf } from "@/api/problem";
import { root } from "@/api/root";

export type Role = "rep" | "manager" | "admin";

/** Who is signed in with this browser, as the server says it. */
export interface ServerSession {
  signed_in: boolean;
  /** Nobody can sign in yet: the first admin has to be made. */
  setup_needed: boolean;
  workspace: string | null;
  user: { id: string; login: string; name: string; role: Role } | null;
  /** Goes with every call that changes something, so that no other site can make one. */
  csrf: string | null;
}

async function ask(
  path: string,
  method: string,
  body?: object,
  csrf?: string | null,
): Promise<ServerSession> {
  const answer = await fetch(root + path, {
    method,
    headers: {
      ...(body ? { "Content-Type": "application/json" } : {}),
      ...(csrf ? { "X-CSRF-Token": csrf } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw await problemOf(answer);
  return (await answer.json()) as ServerSession;
}

export const server = {
  current: () => ask("/api/session", "GET"),
  signIn: (login: string, passphrase: string) => ask("/api/session", "POST", { login, passphrase }),
  signOut: (csrf: string | null) => ask("/api/session", "DELETE", undefined, csrf),
  setUp: (given: { token: string; login: string; name: string; passphrase: string }) =>
    ask("/api/setup", "POST", given),
};
