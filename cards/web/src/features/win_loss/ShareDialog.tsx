import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { api, dataOf } from "@/api/client";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { Dialog } from "@/components/Dialog/Dialog";
import { useLanguage } from "@/i18n/language";
import { useText } from "./text";
import style from "./win_loss.module.css";

const DAYS = [1, 7, 30, 90] as const;

interface Props {
  options: Record<string, string>;
  onClose: () => void;
}

/** Makes a link that leads nowhere after some days; it is shown this once. */
export function ShareDialog({ options, onClose }: Props) {
  const say = useText();
  const { formats } = useLanguage();
  const link = useRef<HTMLInputElement>(null);
  const [days, setDays] = useState(7);
  const [passcode, setPasscode] = useState("");
  const [copied, setCopied] = useState(false);
  const share = useMutation({
    mutationFn: () =>
      dataOf(
        api.POST("/api/shares", { body: { report: "win-loss", options, days, passcode: passcode || null } }),
      ),
  });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(share.data?.url ?? "");
      setCopied(true);
    } catch {
      // A frame may be kept from the clipboard; marked, the address is one key away.
      link.current?.select();
    }
  };
  const short = passcode !== "" && passcode.length < 6;
  return (
    <Dialog
      open
      onClose={onClose}
      title={say("share.title")}
      actions={
        share.data ? (
          <AIButton kind="primary" onClick={() => void copy()}>
            {say(copied ? "share.copied" : "share.copy")}
          </AIButton>
        ) : (
          <AIButton kind="primary" disabled={short} busy={share.isPending} onClick={() => share.mutate()}>
            {say("share.make")}
          </AIButton>
        )
      }
    >
      {share.data ? (
        <label className={style.field}>
          <span>{say("share.until", { when: formats.moment(share.data.expires_at) })}</span>
          <input ref={link} readOnly value={share.data.url} />
        </label>
      ) : (
        <div className={style.stack}>
          <label className={style.field}>
            <span>{say("share.days")}</span>
            <select value={days} onChange={(event) => setDays(Number(event.target.value))}>
              {DAYS.map((one) => (
                <option key={one} value={one}>
                  {say("share.for", { n: one })}
                </option>
              ))}
            </select>
          </label>
          <label className={style.field}>
            <span>{say("share.passcode")}</span>
            <input
              value={passcode}
              maxLength={100}
              autoComplete="off"
              aria-invalid={short}
              onChange={(event) => setPasscode(event.target.value)}
            />
          </label>
          {share.error && <AIErrorState error={share.error} compact />}
        </div>
      )}
    </Dialog>
  );
}
