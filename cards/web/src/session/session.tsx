import { useQueryClient } from "@tanstack/react-query";
import { createContext, use, useEffect, useState, type ReactNode } from "react";
import { credentialsFrom } from "./credential";
import { key } from "./key";
import { server, type Role, type ServerSession } from "./server";

/** `asking`: not known yet; `key`: signed in with a pasted API key, which has no name. */
export type SignedIn = "asking" | "no" | "setup" | "yes" | "key";

interface Session {
  readonly state: SignedIn;
  readonly user: ServerSession["user"];
  /** What the person may do; whoever has the key may do everything. */
  readonly role: Role;
  readonly signIn: (login: string, passphrase: string) => Promise<void>;
  readonly signInWithKey: (key: string) => void;
  readonly setUp: (given: Parameters<typeof server.setUp>[0]) => Promise<void>;
  readonly signOut: () => Promise<void>;
}

const Context = createContext<Session | null>(null);

interface Known {
  state: SignedIn;
  session: ServerSession | null;
}

/** Knows who is signed in to the workspace, and puts it on every call. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [known, setKnown] = useState<Known>(() => ({ state: key.get() ? "key" : "asking", session: null }));
  const [actions] = useState(() => {
    // What the server said last; calls read it, and drawing does not.
    let csrf: string | null = null;
    const take = (session: ServerSession) => {
      csrf = session.csrf;
      setKnown({ session, state: session.signed_in ? "yes" : session.setup_needed ? "setup" : "no" });
    };
    const out = () => {
      csrf = null;
      setKnown({ session: null, state: "no" });
    };
    const forget = () => {
      key.forget();
      out();
    };
    credentialsFrom({
      headers: (method): Record<string, string> => {
        const pasted = key.get();
        if (pasted) return { Authorization: `Bearer ${pasted}` };
        return csrf !== null && method !== "GET" ? { "X-CSRF-Token": csrf } : {};
      },
      csrf: () => csrf,
      refused: forget,
    });
    return {
      // A call that the browser broke off, because somebody went on, says nothing about the key.
      ask: () => server.current().then(take, out),
      signIn: async (login: string, passphrase: string) => take(await server.signIn(login, passphrase)),
      signInWithKey: (pasted: string) => {
        key.set(pasted);
        setKnown({ session: null, state: "key" });
      },
      setUp: async (given: Parameters<typeof server.setUp>[0]) => take(await server.setUp(given)),
      signOut: async () => {
        queries.clear();
        if (key.get() === null) await server.signOut(csrf).then(take, out);
        else forget();
      },
    };
  });
  useEffect(() => {
    if (key.get() === null) void actions.ask();
  }, [actions]);
  const user = known.session?.user ?? null;
  const role = known.state === "key" ? "admin" : (user?.role ?? "rep");
  return <Context value={{ ...actions, state: known.state, user, role }}>{children}</Context>;
}

export function useSession(): Session {
  const session = use(Context);
  if (!session) throw new Error("useSession needs a SessionProvider above it");
  return session;
}

const RANK: readonly Role[] = ["rep", "manager", "admin"];

/** Whether the person may do what `role` may. The server decides; this only keeps doors out of sight that stay shut. */
export function useMay(role: Role): boolean {
  const session = useSession();
  return RANK.indexOf(session.role) >= RANK.indexOf(role);
}
