import { useInsightCard } from "@/cards/useInsightCard";
import { AIInsightCard } from "@/components/AIInsightCard/AIInsightCard";
import type { Opened } from "./session";

/** The card as it is stored. */
export function Plain({ opened }: { opened: Opened }) {
  const card = useInsightCard({
    kind: opened.kind,
    recordType: opened.record_type,
    recordId: opened.record_id,
    connection: opened.connection ?? undefined,
  });
  return <AIInsightCard {...card} level={1} />;
}
