import { useState } from "react";
import { Button, ButtonRow, Flex, Tag, Text } from "@hubspot/ui-extensions";
import { blocksOf, useView } from "../card/view";
import type { Button as CardButton, ListItem } from "../card/types";
import { useSpeech } from "../texts/speech";
import { Proof } from "./Proof";
import { StepForm } from "./StepForm";

/** One next step: what, why, how sure, by when; its evidence and the buttons that settle it. */
export function Step({ item }: { item: ListItem }) {
  const { t, likely, day } = useSpeech();
  const facts = [
    item.due ? (item.overdue ? t.overdue(day(item.due)) : t.due(day(item.due))) : "",
    item.confidence ? t.sure(likely(item.confidence)) : "",
    item.effect ? t.ifDone(likely(item.effect), item.effect_of) : "",
  ].filter(Boolean);
  return (
    <Flex direction="column" gap="xs">
      <Text format={{ fontWeight: "demibold" }}>{item.title}</Text>
      {item.state === "open" ? null : <Settled item={item} />}
      {facts.length > 0 ? <Text variant="microcopy">{facts.join(" · ")}</Text> : null}
      {item.why ? <Text>{`${t.why}: ${item.why}`}</Text> : null}
      {item.how ? <Text>{`${t.how}: ${item.how}`}</Text> : null}
      <Proof ids={item.evidence} />
      <Buttons item={item} />
    </Flex>
  );
}

function Settled({ item }: { item: ListItem }) {
  const { t, day } = useSpeech();
  const words = [
    t.states[item.state],
    item.state === "snoozed" && item.state_until ? t.until(day(item.state_until)) : "",
    item.state_reason ? `(${item.state_reason})` : "",
  ].filter(Boolean);
  return <Tag variant={item.state === "done" ? "success" : "default"}>{words.join(" ")}</Tag>;
}

function Buttons({ item }: { item: ListItem }) {
  const { card, act, busy } = useView();
  const [asking, setAsking] = useState<CardButton | null>(null);
  const buttons = blocksOf(card, "actions")
    .flatMap((block) => block.buttons)
    .filter((button) => button.action_id === item.id);
  if (!act || buttons.length === 0) return null;

  const form = asking?.form ? blocksOf(card, "form").find((one) => one.id === asking.form) : undefined;
  if (asking && form) {
    return (
      <StepForm
        form={form}
        busy={busy}
        cancel={() => {
          setAsking(null);
        }}
        submit={(said) => {
          setAsking(null);
          return act({ actionId: item.id, state: asking.state, ...said });
        }}
      />
    );
  }
  return (
    <ButtonRow>
      {buttons.map((button) => (
        <Button
          key={button.state}
          size="xs"
          variant={button.state === "done" ? "primary" : "secondary"}
          disabled={busy}
          testId={`${item.id}-${button.state}`}
          onClick={() => {
            if (button.form) setAsking(button);
            else void act({ actionId: item.id, state: button.state });
          }}
        >
          {button.label}
        </Button>
      ))}
    </ButtonRow>
  );
}
