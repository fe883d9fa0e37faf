import { useState } from "react";
import { Button, ButtonRow, Flex, Input, LoadingButton, Select } from "@hubspot/ui-extensions";
import type { Field, FormBlock } from "../card/types";
import { useSpeech } from "../texts/speech";

const DAY_MS = 86_400_000;

export interface Said {
  reason?: string;
  until?: string;
}

interface Props {
  form: FormBlock;
  busy: boolean;
  cancel: () => void;
  submit: (said: Said) => Promise<void>;
}

/** The question a button asks first. What is missing is said at its field; nothing typed is lost. */
export function StepForm({ form, busy, cancel, submit }: Props) {
  const { t } = useSpeech();
  const [given, setGiven] = useState<Record<string, string>>({});
  const [tried, setTried] = useState(false);
  const missing = form.fields.filter((field) => field.required && !given[field.name]?.trim());

  return (
    <Flex direction="column" gap="xs">
      {form.fields.map((field) => (
        <Answer
          key={field.name}
          field={field}
          value={given[field.name]}
          complaint={tried && missing.includes(field) ? t.required : undefined}
          change={(value) => {
            setGiven((now) => ({ ...now, [field.name]: value }));
          }}
        />
      ))}
      <ButtonRow>
        <LoadingButton
          size="xs"
          variant="primary"
          loading={busy}
          testId={`${form.id}-submit`}
          onClick={() => {
            setTried(true);
            if (missing.length === 0) void submit(saidBy(form.fields, given, Date.now()));
          }}
        >
          {form.submit}
        </LoadingButton>
        <Button size="xs" variant="transparent" onClick={cancel}>
          {t.cancel}
        </Button>
      </ButtonRow>
    </Flex>
  );
}

interface AnswerProps {
  field: Field;
  value: string | undefined;
  complaint: string | undefined;
  change: (value: string) => void;
}

function Answer({ field, value, complaint, change }: AnswerProps) {
  const shared = {
    name: field.name,
    label: field.label,
    required: field.required,
    error: complaint !== undefined,
    ...(value === undefined ? {} : { value }),
    ...(complaint === undefined ? {} : { validationMessage: complaint }),
  };
  if (field.input === "text")
    return (
      <Input
        {...shared}
        onInput={(text) => {
          change(text.slice(0, field.max_length));
        }}
      />
    );
  return (
    <Select
      {...shared}
      options={field.options.map(([key, label]) => ({ value: String(key), label: String(label) }))}
      onChange={(chosen) => {
        change(String(chosen));
      }}
    />
  );
}

/** What the API takes: choices and texts become the reason, days a moment. */
export function saidBy(fields: readonly Field[], given: Readonly<Record<string, string>>, now: number): Said {
  const texts = fields
    .filter((field) => field.input !== "days")
    .map((field) => given[field.name]?.trim() ?? "");
  const reason = texts.filter(Boolean).join(": ");
  const days = fields.filter((field) => field.input === "days").map((field) => Number(given[field.name]));
  const until = days.find((count) => Number.isFinite(count) && count > 0);
  return {
    ...(reason ? { reason } : {}),
    ...(until ? { until: new Date(now + until * DAY_MS).toISOString() } : {}),
  };
}
