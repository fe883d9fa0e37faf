import { useId, type ReactNode, type SyntheticEvent } from "react";
import { AIButton } from "../AIButton/AIButton";
import { AIErrorState } from "../AIErrorBoundary/AIErrorState";
import { CopyBox } from "../CopyBox/CopyBox";
import { Dialog } from "../Dialog/Dialog";
import style from "./SecretDialog.module.css";

interface Props {
  open: boolean;
  onClose: () => void;
  title: string;
  /** What the buttons say: to make it, to say that the secret was kept, and to leave it, where that is needed. */
  words: { make: string; kept: string; cancel?: string };
  /** Takes the form's fields. */
  onMake: (given: FormData) => void;
  busy: boolean;
  error: unknown;
  /** The secret once it is there: what it is called, and what is said of it. */
  secret: { text: string; name: string; said: string } | null;
  /** The form's fields. */
  children: ReactNode;
}

/** Makes something that has a secret, and shows that this once: the open dialog holds it and nothing else does. */
export function SecretDialog({ open, onClose, title, words, onMake, busy, error, secret, children }: Props) {
  const form = useId();
  const send = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    onMake(new FormData(event.currentTarget));
  };
  const actions = secret ? (
    <AIButton kind="primary" onClick={onClose}>
      {words.kept}
    </AIButton>
  ) : (
    <>
      {words.cancel && <AIButton onClick={onClose}>{words.cancel}</AIButton>}
      <AIButton kind="primary" type="submit" form={form} busy={busy}>
        {words.make}
      </AIButton>
    </>
  );
  return (
    <Dialog open={open} onClose={onClose} title={title} actions={actions}>
      {secret ? (
        <div className={style.parts}>
          <p role="status">{secret.said}</p>
          <CopyBox what={secret.name} text={secret.text} />
        </div>
      ) : (
        <form id={form} className={style.parts} onSubmit={send}>
          {children}
          {error ? <AIErrorState error={error} compact /> : null}
        </form>
      )}
    </Dialog>
  );
}
