import type { ReactNode } from "react";
import { useInsightCard } from "@/cards/useInsightCard";
import { AIInsightCard } from "@/components/AIInsightCard/AIInsightCard";
import type { Person } from "./addresses";

/** How somebody behaves with us, as the product's own card. */
export function PersonaCard({ person, toolbar }: { person: Person; toolbar?: ReactNode }) {
  const { contactId, connection } = person;
  const card = useInsightCard({ kind: "persona", recordType: "contact", recordId: contactId, connection });
  return <AIInsightCard {...card} toolbar={toolbar} />;
}
