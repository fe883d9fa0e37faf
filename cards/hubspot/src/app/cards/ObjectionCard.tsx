import { useState } from "react";
import { Flex, LoadingButton, Select, TextArea, useExtensionContext } from "@hubspot/ui-extensions";
import { call, part } from "./api/call";
import { asProblem, type Problem } from "./api/problem";
import { CardView } from "./CardView";
import type { Card } from "./card/types";
import { Trouble } from "./Trouble";
import { SpeechProvider, speechOf, useSpeech } from "./texts/speech";

const MOST = 8_000;
/** HubSpot's ids of object types. */
const DEAL = "0-3";

/** Paste what the buyer said, take an answer. */
export function ObjectionCard() {
  const { crm, user } = useExtensionContext<"crm.record.tab">();
  const about =
    crm.objectTypeId === DEAL ? { deal_id: String(crm.objectId) } : { contact_id: String(crm.objectId) };
  return (
    <SpeechProvider value={speechOf(user.locale ?? user.language)}>
      <Asked about={about} />
    </SpeechProvider>
  );
}

function Asked({ about }: { about: Record<string, string> }) {
  const { t, language } = useSpeech();
  const [text, setText] = useState("");
  const [tone, setTone] = useState("");
  const [busy, setBusy] = useState(false);
  const [card, setCard] = useState<Card | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);

  const ask = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const body = { text, ...about, ...(tone ? { tones: [tone] } : {}) };
      const insight = await call<{ subject: { id: string } }>("POST", "/api/ai/objection-handler", body);
      const path = `/api/cards/objection/objection/${part(insight.subject.id)}?language=${language}`;
      setCard(await call<Card>("GET", path));
    } catch (reason) {
      setProblem(asProblem(reason));
    } finally {
      setBusy(false);
    }
  };

  const tones = Object.entries(t.tones).map(([value, label]) => ({ value, label }));
  return (
    <Flex direction="column" gap="sm">
      <TextArea
        name="objection"
        label={t.objection}
        description={t.objectionHint}
        value={text}
        maxLength={MOST}
        rows={3}
        onInput={setText}
      />
      <Select
        name="tone"
        label={t.tone}
        value={tone}
        options={[{ value: "", label: t.allTones }, ...tones]}
        onChange={(value) => {
          setTone(String(value));
        }}
      />
      <LoadingButton
        variant="primary"
        loading={busy}
        disabled={!text.trim()}
        testId="ask"
        onClick={() => void ask()}
      >
        {busy ? t.working : t.answer}
      </LoadingButton>
      {problem ? <Trouble problem={problem} /> : null}
      {card ? <CardView key={card.id} card={card} act={undefined} busy={busy} short={false} /> : null}
    </Flex>
  );
}
