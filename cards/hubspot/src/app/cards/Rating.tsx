import { useState } from "react";
import { Button, ButtonRow, Flex, LoadingButton, Text, TextArea } from "@hubspot/ui-extensions";
import { call, part } from "./api/call";
import { asProblem } from "./api/problem";
import type { Card } from "./card/types";
import { useSpeech } from "./texts/speech";

const MOST = 500;
const ANSWERS = [true, false] as const;

/** Whether the card helped: one press, and a reason in one more if somebody wants to give it. The last answer counts. */
export function Rating({ card }: { card: Card }) {
  const { t } = useSpeech();
  const [given, setGiven] = useState<boolean | null>(null);
  const [note, setNote] = useState("");
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState("");

  const send = async (helpful: boolean, words = "") => {
    setBusy(true);
    try {
      await call("POST", ratingPath(card), { helpful, note: words });
      setGiven(helpful);
      setAsking(!helpful && !words);
      // In words as well: which of the two is pressed can only be seen.
      setSaid(`${helpful ? t.useful.yes : t.useful.no}. ${t.useful.thanks}`);
    } catch (reason) {
      setSaid(`${t.failed}: ${asProblem(reason).message}`);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Flex direction="column" gap="xs">
      <Text variant="microcopy">{t.useful.question}</Text>
      <ButtonRow>
        {ANSWERS.map((helpful) => (
          <Button
            key={String(helpful)}
            size="xs"
            variant={given === helpful ? "primary" : "secondary"}
            disabled={busy}
            testId={helpful ? "useful" : "not-useful"}
            onClick={() => void send(helpful)}
          >
            {helpful ? t.useful.yes : t.useful.no}
          </Button>
        ))}
      </ButtonRow>
      {asking ? (
        <>
          <TextArea
            name="not-useful-why"
            label={t.useful.why}
            value={note}
            maxLength={MOST}
            rows={2}
            onInput={setNote}
          />
          <LoadingButton
            size="xs"
            variant="secondary"
            loading={busy}
            testId="not-useful-send"
            onClick={() => void send(false, note.trim().slice(0, MOST))}
          >
            {t.useful.send}
          </LoadingButton>
        </>
      ) : null}
      {said ? <Text variant="microcopy">{said}</Text> : null}
    </Flex>
  );
}

const ratingPath = ({ kind, subject }: Card): string =>
  `/api/cards/${part(kind)}/${part(subject.type)}/${part(subject.id)}/feedback`;
