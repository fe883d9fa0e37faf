import { useEffect, useRef, useState } from "react";
import type { Model } from "@/api/client";
import { asProblem } from "@/api/problem";
import { useLanguage } from "@/i18n/language";
import { useReturn } from "@/live/useLive";
import { AIButton } from "../AIButton/AIButton";
import { AIErrorState } from "../AIErrorBoundary/AIErrorState";
import { AIConfidenceIndicator } from "../AIConfidenceIndicator/AIConfidenceIndicator";
import { Evidence } from "../Evidence/Evidence";
import { useText } from "../text";
import style from "./blocks/blocks.module.css";
import { useCard, type Button } from "./card";
import { Heading } from "./Section";
import { StepForm, type Answers } from "./StepForm";
import { Words } from "../Words/Words";

type Item = Model<"ListItem">;

/** One next step: why, how, until when, how sure, what it rests on, and what a person makes of it. */
export function Step({ item }: { item: Item }) {
  const say = useText();
  const { proof } = useCard();
  const settled = item.state !== "open";
  return (
    <li className={style.step} data-state={item.state}>
      <Heading below={2} words>
        {item.title}
      </Heading>
      {settled && <Settled item={item} />}
      {!settled && (
        <>
          <Facts item={item} />
          {item.why && <Said label={say("step.why")} text={item.why} />}
          {item.how && <Said label={say("step.how")} text={item.how} />}
          <Evidence items={proof(item.evidence)} />
        </>
      )}
      <Bar item={item} />
    </li>
  );
}

function Said({ label, text }: { label: string; text: string }) {
  return (
    <p className={style.said}>
      <span className={style.soft}>{label}</span> <Words>{text}</Words>
    </p>
  );
}

function Settled({ item }: { item: Item }) {
  const say = useText();
  const { formats } = useLanguage();
  const until = item.state_until ? formats.day(item.state_until) : "";
  return (
    <p className={style.soft}>
      {item.state === "snoozed" && until ? say("step.snoozedUntil", { until }) : say(`step.${item.state}`)}
      {item.state_reason && <Words>: {item.state_reason}</Words>}
    </p>
  );
}

function Facts({ item }: { item: Item }) {
  const say = useText();
  const { formats } = useLanguage();
  const { due, confidence, effect } = item;
  if (!due && !confidence && !effect) return null;
  return (
    <p className={style.facts}>
      {due && (
        <time dateTime={due} data-overdue={item.overdue || undefined}>
          {say(item.overdue ? "step.overdue" : "step.due", { day: formats.day(due) })}
        </time>
      )}
      {confidence && <AIConfidenceIndicator size="line" estimate={confidence} label={say("step.sure")} />}
      {effect && (
        <AIConfidenceIndicator
          size="line"
          estimate={effect}
          label={say("step.effect", { of: item.effect_of })}
        />
      )}
    </p>
  );
}

/** The buttons of a step, and the form some of them open first. */
function Bar({ item }: { item: Item }) {
  const { all, act } = useCard();
  const say = useText();
  const [opened, setOpened] = useState<Button["state"] | null>(null);
  const [sending, setSending] = useState<string | null>(null);
  const [failed, setFailed] = useState<{ error: unknown; again: () => void } | null>(null);
  const bar = useRef<HTMLDivElement>(null);
  const answered = useRef(false);
  // The button that was pressed is gone with the state it belonged to; its place in the page is not lost.
  useEffect(() => {
    if (sending !== null || !answered.current) return;
    answered.current = false;
    if (document.activeElement === document.body) bar.current?.querySelector("button")?.focus();
  }, [item.state, sending]);
  // Whoever answered without a network has answered: it is sent once there is one.
  useReturn(() => {
    if (failed && asProblem(failed.error).passing) failed.again();
  });
  const buttons = all("actions").flatMap((block) => block.buttons.filter((b) => b.action_id === item.id));
  if (!act || buttons.length === 0) return null;

  const send = async (button: Button, answers: Answers = {}) => {
    setSending(button.state);
    setFailed(null);
    try {
      answered.current = true;
      await act({ actionId: button.action_id, state: button.state, ...answers });
      setOpened(null);
    } catch (failure) {
      setFailed({ error: failure, again: () => void send(button, answers) });
    } finally {
      setSending(null);
    }
  };

  // By name: the buttons are others with every version of the card.
  const open = buttons.find((button) => button.state === opened);
  const form = open && all("form").find((block) => block.id === open.form);
  return (
    <>
      <div ref={bar} className={style.bar}>
        {buttons.map((button) => (
          <AIButton
            key={button.state}
            size="small"
            aria-label={button.spoken}
            aria-expanded={button.form ? button.state === opened : undefined}
            busy={sending === button.state}
            disabled={sending !== null && sending !== button.state}
            onClick={() =>
              button.form ? setOpened(button.state === opened ? null : button.state) : void send(button)
            }
          >
            {button.label}
          </AIButton>
        ))}
      </div>
      {open && form && (
        <StepForm
          key={form.id}
          form={form}
          busy={sending !== null}
          onSubmit={(answers) => void send(open, answers)}
          onCancel={() => setOpened(null)}
        />
      )}
      {failed !== null && (
        <>
          <p className="spoken">{say("step.notSaved")}</p>
          <AIErrorState error={failed.error} compact />
        </>
      )}
    </>
  );
}
