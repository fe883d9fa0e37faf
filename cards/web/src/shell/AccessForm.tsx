import { useId, useState, type ComponentProps, type ReactNode, type SyntheticEvent } from "react";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { PageHead } from "./PageHead";
import style from "./Shell.module.css";

/** What was filled in, by the names of the fields, without white space around it. */
export type Given = Readonly<Record<string, string>>;

interface Props {
  title: string;
  lead: string;
  submit: string;
  /** What it rejects with is shown. */
  onSubmit: (given: Given) => Promise<void>;
  children: ReactNode;
  aside?: ReactNode;
}

/** A page with one short form: signing in, setting up. */
export function AccessForm({ title, lead, submit, onSubmit, children, aside }: Props) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const send = async (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = [...new FormData(event.currentTarget)].map(([name, value]) => [
      name,
      String(value as string).trim(),
    ]);
    setBusy(true);
    setError(null);
    try {
      await onSubmit(Object.fromEntries(fields) as Record<string, string>);
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={style.access}>
      <PageHead title={title} lead={lead} />
      <form onSubmit={(event) => void send(event)}>
        {children}
        {error !== null && <AIErrorState error={error} compact />}
        <div className={style.pageActions}>
          <AIButton kind="primary" type="submit" busy={busy}>
            {submit}
          </AIButton>
          {aside}
        </div>
      </form>
    </div>
  );
}

interface FieldProps extends Omit<ComponentProps<"input">, "id" | "className"> {
  name: string;
  label: string;
  /** A sentence below the field. */
  note?: string;
}

export function TextField({ label, note, ...input }: FieldProps) {
  const id = useId();
  return (
    <div className={style.field}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        required
        spellCheck={false}
        aria-describedby={note ? `${id}-note` : undefined}
        {...input}
      />
      {note && <p id={`${id}-note`}>{note}</p>}
    </div>
  );
}
