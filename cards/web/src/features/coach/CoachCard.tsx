import { useEffect, useEffectEvent } from "react";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIInsightCard } from "@/components/AIInsightCard/AIInsightCard";
import { useText } from "./text";
import { useCoaching } from "./useCoaching";

interface Props {
  dealId: string;
  connection?: string | undefined;
  level?: 1 | 2 | 3;
  /** Whoever opens this wants advice: where there is none yet, it is worked out without another click. */
  eager?: boolean;
}

/** The coach's card of a deal with a button that works it out anew. */
export function CoachCard({ dealId, connection, level = 2, eager = false }: Props) {
  const say = useText();
  const { shown, start, busy, error, progress } = useCoaching(dealId, connection);
  const begin = useEffectEvent(start);
  useEffect(() => {
    if (eager && shown.missing) begin();
  }, [eager, shown.missing]);
  const button = (
    <AIButton size="small" kind={shown.missing ? "primary" : "plain"} busy={busy} onClick={start}>
      {say(shown.missing ? "coach.make" : "coach.refresh")}
    </AIButton>
  );
  return (
    <AIInsightCard
      {...shown}
      missing={shown.missing && !progress}
      error={error ?? shown.error}
      onRetry={error ? start : shown.onRetry}
      progress={progress}
      toolbar={button}
      empty={button}
      level={level}
    />
  );
}
