import type { ReactNode } from "react";
import { useInsightCard } from "@/cards/useInsightCard";
import { AIInsightCard } from "@/components/AIInsightCard/AIInsightCard";
import type { Person } from "./addresses";

interface Props {
  person: Person;
  /** Key of the template that arranges it. */
  template?: string | undefined;
  toolbar?: ReactNode;
}

/** How somebody behaves with us, as the product's own card. */
export function PersonaCard({ person, template, toolbar }: Props) {
  const { contactId, connection } = person;
  const card = useInsightCard({
    kind: "persona",
    recordType: "contact",
    recordId: contactId,
    connection,
    template,
  });
  return <AIInsightCard {...card} toolbar={toolbar} />;
}
