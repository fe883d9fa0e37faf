import { useQueryClient } from "@tanstack/react-query";
import { createContext, use, useState, type ReactNode } from "react";
import { callWithKey, key } from "./key";

interface Session {
  readonly signedIn: boolean;
  readonly signIn: (key: string) => void;
  readonly signOut: () => void;
}

const Context = createContext<Session | null>(null);

/** Knows whether somebody is signed in to the workspace. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [signedIn, setSignedIn] = useState(() => key.get() !== null);
  // Before the first call, and so not in an effect: those of children run first.
  const [session] = useState<Omit<Session, "signedIn">>(() => {
    callWithKey(() => setSignedIn(false));
    return {
      signIn: (value) => {
        key.set(value);
        setSignedIn(true);
      },
      signOut: () => {
        key.forget();
        queries.clear();
        setSignedIn(false);
      },
    };
  });
  return <Context value={{ signedIn, ...session }}>{children}</Context>;
}

export function useSession(): Session {
  const session = use(Context);
  if (!session) throw new Error("useSession needs a SessionProvider above it");
  return session;
}
