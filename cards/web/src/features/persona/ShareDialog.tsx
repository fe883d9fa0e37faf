import { useId, useState } from "react";
import type { Model } from "@/api/client";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { Dialog } from "@/components/Dialog/Dialog";
import { useLanguage } from "@/i18n/language";
import style from "./persona.module.css";
import { useText } from "./text";

const DAYS = [1, 7, 30, 90] as const;
const SHORTEST = 6;

interface Props {
  busy: boolean;
  error: unknown;
  /** The link, once it is there; it is shown this once. */
  made: Model<"SharedOut"> | undefined;
  onShare: (asked: { days: number; passcode: string | null }) => void;
  onClose: () => void;
}

/** Asks how long a link is to be open and for whom, and shows it. */
export function ShareDialog({ busy, error, made, onShare, onClose }: Props) {
  const say = useText();
  const { formats } = useLanguage();
  const form = useId();
  const [days, setDays] = useState(7);
  const [passcode, setPasscode] = useState("");
  const [copied, setCopied] = useState(false);
  if (made) {
    return (
      <Dialog open onClose={onClose} title={say("share.title")}>
        <div className={style.form}>
          <label className={style.field}>
            <span>{say("share.link")}</span>
            <input readOnly value={made.url} onFocus={(event) => event.target.select()} />
          </label>
          <AIButton
            onClick={() =>
              void navigator.clipboard.writeText(made.url).then(
                () => setCopied(true),
                () => setCopied(false),
              )
            }
          >
            {say("share.copy")}
          </AIButton>
          <p role="status" className={style.soft}>
            {copied && say("share.copied")}
          </p>
          <p>{say("share.until", { when: formats.moment(made.expires_at) })}</p>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={say("share.title")}
      actions={
        <>
          <AIButton onClick={onClose}>{say("decide.cancel")}</AIButton>
          <AIButton type="submit" form={form} kind="primary" busy={busy}>
            {say("share.make")}
          </AIButton>
        </>
      }
    >
      <form
        id={form}
        className={style.form}
        onSubmit={(event) => {
          event.preventDefault();
          onShare({ days, passcode: passcode || null });
        }}
      >
        <p>{say("share.words")}</p>
        <label className={style.field}>
          <span>{say("share.days")}</span>
          <select value={days} onChange={(event) => setDays(Number(event.target.value))}>
            {DAYS.map((n) => (
              <option key={n} value={n}>
                {say("share.nDays", { n })}
              </option>
            ))}
          </select>
        </label>
        <label className={style.field}>
          <span>{say("share.passcode", { n: SHORTEST })}</span>
          <input
            value={passcode}
            minLength={SHORTEST}
            maxLength={100}
            autoComplete="off"
            onChange={(event) => setPasscode(event.target.value)}
          />
        </label>
        {error != null && <AIErrorState error={error} compact />}
      </form>
    </Dialog>
  );
}
