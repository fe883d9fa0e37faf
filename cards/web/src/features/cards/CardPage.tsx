import { useParams } from "react-router";
import { useInsightCard } from "@/cards/useInsightCard";
import { AIInsightCard } from "@/components/AIInsightCard/AIInsightCard";

export default function CardPage() {
  const { kind = "", recordType = "", recordId = "" } = useParams();
  return <AIInsightCard {...useInsightCard({ kind, recordType, recordId })} level={1} />;
}
