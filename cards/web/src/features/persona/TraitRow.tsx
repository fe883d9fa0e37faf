import type { ReactNode } from "react";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIConfidenceIndicator } from "@/components/AIConfidenceIndicator/AIConfidenceIndicator";
import { Evidence } from "@/components/Evidence/Evidence";
import { useLanguage } from "@/i18n/language";
import type { Asked } from "./DecisionDialog";
import style from "./persona.module.css";
import { proofOf } from "./proof";
import { useText } from "./text";
import type { Decision, NotSeen, Persona, Trait } from "./usePersona";

interface Decides {
  /** The decision that is on its way; no other is taken until it is there. */
  pending: Decision | null;
  /** Asks for the words that a decision needs. */
  onAsk: (asked: Asked) => void;
  onDecide: (given: Decision) => void;
}

interface SeenProps extends Decides {
  trait: Trait;
  evidence: NonNullable<Persona["evidence"]>;
}

/** One statement with what it rests on, who says so, and what can be decided about it. */
export function SeenTrait({ trait, evidence, pending, onAsk, onDecide }: SeenProps) {
  const say = useText();
  const { formats } = useLanguage();
  const { key, label, value, contradicted } = trait;
  const stated = trait.by === "person";
  const decided = trait.locked || stated;
  const { ask, decide, isPending } = choicesOf(key, { pending, onAsk, onDecide });
  return (
    <li className={style.trait} aria-label={label}>
      <div>
        <p className={style.soft}>{label}</p>
        <p dir="auto">
          <strong>{value}</strong>{" "}
          {trait.locked && <span className={style.badge}>{say("trait.locked")}</span>}{" "}
          {stated && <span className={style.badge}>{say("trait.stated")}</span>}
        </p>
        {trait.reason && <p dir="auto">{say("trait.reason", { reason: trait.reason })}</p>}
        {!stated && (
          <p className={style.soft}>
            <AIConfidenceIndicator size="line" estimate={trait.confidence} label={say("trait.sure")} /> ·{" "}
            {say("trait.n", { n: trait.n })}
            {trait.expires_at && ` · ${say("trait.until", { day: formats.day(trait.expires_at) })}`}
          </p>
        )}
        {contradicted && (
          <div className={style.against} role="note">
            <p dir="auto">{say("trait.contradicted", { value: contradicted.value })}</p>
            <p className={style.soft}>
              <AIConfidenceIndicator
                size="line"
                estimate={contradicted.confidence}
                label={say("trait.sure")}
              />
            </p>
            <Evidence items={proofOf(evidence, contradicted.evidence)} />
          </div>
        )}
        <Evidence items={proofOf(evidence, trait.evidence)} />
      </div>
      <Choices label={label}>
        {!trait.locked && (
          <Choice
            of={label}
            busy={isPending("lock")}
            onPress={() => decide({ trait: key, decision: "lock" })}
          >
            {say("decide.lock")}
          </Choice>
        )}
        <Choice
          of={label}
          busy={isPending("state")}
          onPress={() => ask({ trait: key, label, value, decision: "state" })}
        >
          {say("decide.state")}
        </Choice>
        <Choice
          of={label}
          busy={isPending("reject")}
          onPress={() => ask({ trait: key, label, value, decision: "reject" })}
        >
          {say("decide.reject")}
        </Choice>
        {decided && (
          <Choice
            of={label}
            busy={isPending("lift")}
            onPress={() => decide({ trait: key, decision: "lift" })}
          >
            {say("decide.lift")}
          </Choice>
        )}
      </Choices>
    </li>
  );
}

/** One trait that nothing is said about, with how much was seen; people may say it themselves. */
export function UnseenTrait({ trait, pending, onAsk, onDecide }: Decides & { trait: NotSeen }) {
  const say = useText();
  const { key, label, n, needed, rejected } = trait;
  const { ask, decide, isPending } = choicesOf(key, { pending, onAsk, onDecide });
  return (
    <li className={style.trait} aria-label={label}>
      <div>
        <p className={style.soft}>{label}</p>
        {rejected === null ? (
          <p className={style.soft}>{say("trait.unseen", { n, needed })}</p>
        ) : (
          <p dir="auto">{say("trait.rejected", { reason: rejected })}</p>
        )}
      </div>
      <Choices label={label}>
        <Choice
          of={label}
          busy={isPending("state")}
          onPress={() => ask({ trait: key, label, value: "", decision: "state" })}
        >
          {say("decide.state")}
        </Choice>
        {rejected !== null && (
          <Choice
            of={label}
            busy={isPending("lift")}
            onPress={() => decide({ trait: key, decision: "lift" })}
          >
            {say("decide.lift")}
          </Choice>
        )}
      </Choices>
    </li>
  );
}

/** One decision at a time: what is pressed meanwhile keeps the focus and does nothing. */
const choicesOf = (key: string, { pending, onAsk, onDecide }: Decides) => ({
  ask: (asked: Asked) => {
    if (!pending) onAsk(asked);
  },
  decide: (given: Decision) => {
    if (!pending) onDecide(given);
  },
  isPending: (decision: Decision["decision"]) => pending?.trait === key && pending.decision === decision,
});

function Choices({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={style.choices} role="group" aria-label={label}>
      {children}
    </div>
  );
}

interface ChoiceProps {
  busy: boolean;
  of: string;
  onPress: () => void;
  children: ReactNode;
}

function Choice({ busy, of, onPress, children }: ChoiceProps) {
  return (
    <AIButton size="small" kind="quiet" busy={busy} onClick={onPress}>
      {children}
      <span className="spoken"> {of}</span>
    </AIButton>
  );
}
