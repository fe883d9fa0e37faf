import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, dataOf, type Model } from "@/api/client";
import { AIButton } from "@/components/AIButton/AIButton";
import { SecretDialog } from "@/components/SecretDialog/SecretDialog";
import style from "../win_loss.module.css";
import { useText } from "./text";

type Kind = Model<"ChannelIn">["kind"];

/** Makes a channel and shows the secret that signs what it sends. */
export function MakeChannel({ onMade }: { onMade: () => void }) {
  const say = useText();
  const [open, setOpen] = useState(false);
  const [kind, setKind] = useState<Kind>("webhook");
  const make = useMutation({
    mutationFn: (body: Model<"ChannelIn">) => dataOf(api.POST("/api/channels", { body })),
    onSuccess: ({ secret }) => {
      onMade();
      // Mail is not signed, so there is nothing more to show.
      if (!secret) setOpen(false);
    },
    gcTime: 0,
  });
  const close = () => {
    setOpen(false);
    make.reset();
  };
  const send = (given: FormData) => {
    const text = (name: string) => (given.get(name) as string).trim();
    make.mutate({
      kind,
      name: text("name"),
      ...(kind === "webhook"
        ? { url: text("where") }
        : {
            to: text("where")
              .split(",")
              .map((one) => one.trim())
              .filter(Boolean),
          }),
    });
  };
  const secret = make.data?.secret;
  return (
    <>
      <AIButton
        aria-haspopup="dialog"
        onClick={() => {
          make.reset();
          setOpen(true);
        }}
      >
        {say("channels.add")}
      </AIButton>
      <SecretDialog
        open={open}
        onClose={close}
        title={say("channels.add")}
        words={{ make: say("channels.make"), kept: say("channels.kept"), cancel: say("cancel") }}
        onMake={send}
        busy={make.isPending}
        error={make.error}
        secret={secret ? { text: secret, name: say("channels.secret"), said: say("channels.secret") } : null}
      >
        <label className={style.field}>
          <span>{say("channels.kind")}</span>
          <select value={kind} onChange={(event) => setKind(event.target.value as Kind)}>
            <option value="webhook">{say("channels.webhook")}</option>
            <option value="email">{say("channels.email")}</option>
          </select>
        </label>
        <label className={style.field}>
          <span>{say("name")}</span>
          <input name="name" required maxLength={120} />
        </label>
        <label className={style.field}>
          <span>{say(kind === "webhook" ? "channels.address" : "channels.to")}</span>
          <input name="where" required maxLength={2000} inputMode={kind === "webhook" ? "url" : "email"} />
        </label>
      </SecretDialog>
    </>
  );
}
