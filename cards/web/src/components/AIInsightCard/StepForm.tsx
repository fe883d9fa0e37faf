import { useEffect, useId, useRef, type KeyboardEvent, type SyntheticEvent } from "react";
import type { Model } from "@/api/client";
import { AIButton } from "../AIButton/AIButton";
import { useText } from "../text";
import style from "./blocks/blocks.module.css";
import type { BlockOf } from "./card";

export interface Answers {
  reason?: string;
  until?: string;
}

interface Props {
  form: BlockOf<"form">;
  busy: boolean;
  onSubmit: (answers: Answers) => void;
  onCancel: () => void;
}

const DAY = 86_400_000;

/** Asks what the server wants to know before a button takes effect. Escape puts it away. */
export function StepForm({ form, busy, onSubmit, onCancel }: Props) {
  const say = useText();
  const element = useRef<HTMLFormElement>(null);
  // What had the focus when the question came gets it back.
  useEffect(() => {
    const opener = document.activeElement;
    element.current?.querySelector("input")?.focus();
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);

  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSubmit(answersOf(form, new FormData(event.currentTarget)));
  };
  const away = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onCancel();
  };
  return (
    // The keys of all its fields come through here; the form itself is no control.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form ref={element} className={style.form} onSubmit={submit} onKeyDown={away}>
      {form.fields.map((field) => (
        <Field key={field.name} field={field} />
      ))}
      <div className={style.bar}>
        <AIButton size="small" kind="primary" type="submit" busy={busy}>
          {form.submit}
        </AIButton>
        <AIButton size="small" kind="quiet" onClick={onCancel}>
          {say("step.cancel")}
        </AIButton>
      </div>
    </form>
  );
}

function Field({ field }: { field: Model<"Field"> }) {
  const id = useId();
  if (field.input === "text") {
    return (
      <div className={style.field}>
        <label htmlFor={id}>{field.label}</label>
        <input id={id} name={field.name} maxLength={field.max_length} required={field.required} dir="auto" />
      </div>
    );
  }
  return (
    <fieldset className={style.field}>
      <legend>{field.label}</legend>
      {field.options.map(([value, label]) => (
        <label key={value}>
          <input type="radio" name={field.name} value={value} required={field.required} />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

/** What the form asked for, as the API takes it: days become a moment, choice and words one reason. */
function answersOf(form: BlockOf<"form">, given: FormData): Answers {
  const answers: Answers = {};
  const reason: string[] = [];
  for (const field of form.fields) {
    const entry = given.get(field.name);
    const value = typeof entry === "string" ? entry.trim() : "";
    if (!value) continue;
    if (field.input === "days") answers.until = new Date(Date.now() + Number(value) * DAY).toISOString();
    else reason.push(value);
  }
  if (reason.length > 0) answers.reason = reason.join(": ");
  return answers;
}
