import { useState } from "react";
import { Button, ButtonRow, Flex, Tag, Text, TextArea, useExtensionActions } from "@hubspot/ui-extensions";
import { call, part } from "../api/call";
import type { Reply } from "../card/types";
import { useSpeech } from "../texts/speech";
import { Proof } from "./Proof";

const STARS = [1, 2, 3, 4, 5] as const;
const MOST = 4_000;

/** An answer to say or send: edit it, copy it, rate it. What is done with it teaches which answers come first. */
export function ReplyText({ reply }: { reply: Reply }) {
  const { t, likely } = useSpeech();
  const actions = useExtensionActions<"crm.record.tab">();
  const [text, setText] = useState(reply.text);
  const [said, setSaid] = useState("");
  const tell = (body: Record<string, unknown>) =>
    call("POST", `/api/ai/objection-handler/responses/${part(reply.id)}/feedback`, body);

  const copy = async () => {
    await actions.copyTextToClipboard(text);
    setSaid(t.copied);
    if (text !== reply.text) await tell({ action: "edited", text });
    await tell({ action: "copied" });
  };
  const rate = async (rating: number) => {
    await tell({ action: "rated", rating });
    setSaid(t.rated);
  };
  const failed = (reason: unknown) => {
    setSaid(`${t.failed}: ${reason instanceof Error ? reason.message : ""}`);
  };

  return (
    <Flex direction="column" gap="xs">
      <Tag>{reply.tone}</Tag>
      <TextArea
        name={`answer-${reply.id}`}
        label={reply.tone}
        value={text}
        rows={4}
        resize="vertical"
        maxLength={MOST}
        onInput={setText}
      />
      {reply.score ? (
        <Text variant="microcopy">
          {reply.score.n ? t.helped(likely(reply.score), reply.score.n) : t.guessed(likely(reply.score))}
        </Text>
      ) : null}
      <Text variant="microcopy">{reply.why}</Text>
      {reply.checked ? <Text variant="microcopy">{reply.checked}</Text> : null}
      <Proof ids={reply.evidence} />
      <ButtonRow>
        <Button
          size="xs"
          variant="primary"
          testId={`${reply.id}-copy`}
          onClick={() => {
            copy().catch(failed);
          }}
        >
          {t.copy}
        </Button>
        {STARS.map((stars) => (
          <Button
            key={stars}
            size="xs"
            variant="secondary"
            testId={`${reply.id}-rate-${stars}`}
            onClick={() => {
              rate(stars).catch(failed);
            }}
          >
            {t.rate(stars)}
          </Button>
        ))}
      </ButtonRow>
      {said ? <Text variant="microcopy">{said}</Text> : null}
    </Flex>
  );
}
