import { useMutation } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { api, dataOf } from "@/api/client";
import { root } from "@/api/root";
import { useInsightCard } from "@/cards/useInsightCard";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIInsightCard } from "@/components/AIInsightCard/AIInsightCard";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import { Disclosure } from "@/components/Disclosure/Disclosure";
import type { Opened } from "@/embed/session";
import { paramsOf, personPath } from "../addresses";
import style from "./frame.module.css";
import { useText } from "./text";
import { useChanged } from "../usePersona";

// Most who look at a persona correct nothing, and a frame is to be there at once.
const Corrections = lazy(() => import("./EmbeddedCorrections"));

/** A persona in a frame of the CRM: the card, what to say against it, and the way to all the rest. */
export default function EmbeddedPersona({ opened }: { opened: Opened }) {
  const say = useText();
  const person = { contactId: opened.record_id, connection: opened.connection ?? undefined };
  const card = useInsightCard({
    kind: "persona",
    recordType: "contact",
    recordId: person.contactId,
    connection: person.connection,
  });
  const changed = useChanged(person);
  const first = useMutation({
    mutationFn: () => dataOf(api.GET("/api/ai/persona/{contactId}", { params: paramsOf(person) })),
    onSuccess: changed,
  });
  const look = (
    <AIButton kind="primary" size="small" busy={first.isPending} onClick={() => first.mutate()}>
      {say("look")}
    </AIButton>
  );
  return (
    <>
      <AIInsightCard {...card} error={first.error ?? card.error} empty={look} level={1} />
      <div className={style.foot}>
        {card.card && (
          <Disclosure summary={say("correct")}>
            <Suspense fallback={<AILoadingState shape="list" rows={4} label={say("loading")} />}>
              <Corrections person={person} />
            </Suspense>
          </Disclosure>
        )}
        <a href={`${root}/app${personPath(person)}`} target="_blank" rel="noreferrer">
          {say("whole")}
        </a>
      </div>
    </>
  );
}
