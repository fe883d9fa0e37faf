import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import type { Person } from "../addresses";
import { PersonaBuilder } from "../PersonaBuilder";
import { useText } from "./text";
import { usePersona } from "../usePersona";

/** The traits with what can be decided about each, for a frame that opens them only when asked. */
export default function EmbeddedCorrections({ person }: { person: Person }) {
  const say = useText();
  const { data, error, refetch } = usePersona(person);
  if (error) return <AIErrorState error={error} onRetry={() => void refetch()} compact />;
  if (!data) return <AILoadingState shape="list" rows={4} label={say("loading")} />;
  return <PersonaBuilder person={person} persona={data} />;
}
