import { useInsightCard, type CardAddress } from "@/cards/useInsightCard";
import { AIInsightCard } from "@/components/AIInsightCard/AIInsightCard";
import type { Opened } from "./session";

/** Which card a frame shows. */
export const addressOf = (opened: Opened): CardAddress => ({
  kind: opened.kind,
  recordType: opened.record_type,
  recordId: opened.record_id,
  connection: opened.connection ?? undefined,
});

/** The card as it is stored. */
export function Plain({ opened }: { opened: Opened }) {
  const card = useInsightCard(addressOf(opened));
  return <AIInsightCard {...card} level={1} />;
}
