import { useState } from "react";
import { Disclosure } from "@/components/Disclosure/Disclosure";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { Nothing } from "@/components/Nothing/Nothing";
import type { Person } from "./addresses";
import { DecisionDialog, type Asked } from "./DecisionDialog";
import style from "./persona.module.css";
import { SeenTrait, UnseenTrait } from "./TraitRow";
import { useText } from "./text";
import { useDecision, type Decision, type Persona } from "./usePersona";

const GROUPS = ["communication", "decision", "priorities", "engagement", "buying"] as const;

/** Where people have the last word: each trait can be stated, locked, rejected with a reason, and given back. */
export function PersonaBuilder({ person, persona }: { person: Person; persona: Persona }) {
  const say = useText();
  const decision = useDecision(person);
  const [asked, setAsked] = useState<Asked | null>(null);
  const { traits, not_seen: silent } = persona.payload;
  // What somebody took off is a decision to be seen; of what was not seen enough there is much, and nothing to say.
  const rejected = silent.filter((one) => one.rejected !== null);
  const unseen = silent.filter((one) => one.rejected === null);
  const evidence = persona.evidence ?? [];
  const ask = (next: Asked) => {
    decision.reset();
    setAsked(next);
  };
  const decide = (given: Decision) => decision.mutate(given, { onSuccess: () => setAsked(null) });
  const shared = { pending: decision.isPending ? decision.variables : null, onAsk: ask, onDecide: decide };
  return (
    <section className={style.part} data-tour="traits">
      <h2>{say("builder.title")}</h2>
      <p className={style.soft}>{say("builder.lead")}</p>
      {decision.error && !asked && <AIErrorState error={decision.error} compact />}
      {traits.length + silent.length === 0 && <Nothing>{say("builder.none")}</Nothing>}
      {GROUPS.map((group) => {
        const seen = traits.filter((one) => one.group === group);
        const rest = rejected.filter((one) => one.group === group);
        if (seen.length + rest.length === 0) return null;
        return (
          <section key={group}>
            <h3>{say(`group.${group}`)}</h3>
            <ul className={style.traits} lang={persona.language}>
              {seen.map((one) => (
                <SeenTrait key={one.key} trait={one} evidence={evidence} {...shared} />
              ))}
              {rest.map((one) => (
                <UnseenTrait key={one.key} trait={one} {...shared} />
              ))}
            </ul>
          </section>
        );
      })}
      {unseen.length > 0 && (
        <div>
          <Disclosure summary={say("builder.unseen", { n: unseen.length })}>
            <ul className={style.traits} lang={persona.language}>
              {unseen.map((one) => (
                <UnseenTrait key={one.key} trait={one} {...shared} />
              ))}
            </ul>
          </Disclosure>
        </div>
      )}
      {asked && (
        <DecisionDialog
          key={`${asked.trait} ${asked.decision}`}
          asked={asked}
          busy={decision.isPending}
          error={decision.error}
          onDecide={decide}
          onClose={() => setAsked(null)}
        />
      )}
    </section>
  );
}
