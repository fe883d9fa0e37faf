import { useCallback, useEffect, useState } from "react";
import type { Button, Card } from "../card/types";
import { useSpeech } from "../texts/speech";
import { call } from "./call";
import { cardPath, FEATURES, type FeatureKind, type FeatureRoutes } from "./features";
import { asProblem, type Problem } from "./problem";

/** What a person decided about one step. */
export interface Act {
  actionId: string;
  state: Button["state"];
  reason?: string;
  until?: string;
}

export type CardState =
  { at: "loading" } | { at: "absent" } | { at: "failed"; problem: Problem } | { at: "ready"; card: Card };

export interface UsedCard {
  state: CardState;
  /** A recomputation runs; the card that is there stays in sight. */
  busy: boolean;
  /** What the last step of ours failed with, beside a card that still holds. */
  trouble: Problem | null;
  refresh: () => Promise<void>;
  act: ((act: Act) => Promise<void>) | undefined;
}

/** Keeps the card of one record: as stored first, made anew on request, and with every decision sent back. */
export function useCard(kind: FeatureKind, id: string): UsedCard {
  const { language } = useSpeech();
  const [state, setState] = useState<CardState>({ at: "loading" });
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Problem | null>(null);
  const routes: FeatureRoutes = FEATURES[kind];

  const load = useCallback(async () => {
    try {
      setState({ at: "ready", card: await call<Card>("GET", cardPath(kind, id, language)) });
    } catch (reason) {
      const problem = asProblem(reason);
      setState(problem.absent ? { at: "absent" } : { at: "failed", problem });
    }
  }, [kind, id, language]);

  useEffect(() => {
    void load();
  }, [load]);

  const step = useCallback(
    async (what: () => Promise<unknown>) => {
      setBusy(true);
      setTrouble(null);
      try {
        await what();
        await load();
      } catch (reason) {
        setTrouble(asProblem(reason));
      } finally {
        setBusy(false);
      }
    },
    [load],
  );

  const refresh = useCallback(() => {
    const { path, body } = routes.refresh(id);
    return step(() => call("POST", path, body));
  }, [routes, id, step]);

  const { action } = routes;
  const act =
    action && (({ actionId, ...said }: Act) => step(() => call("POST", action(id, actionId), { ...said })));
  return { state, busy, trouble, refresh, act };
}
