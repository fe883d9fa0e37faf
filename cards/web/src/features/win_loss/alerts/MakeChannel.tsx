import { useMutation } from "@tanstack/react-query";
import { useId, useState, type SyntheticEvent } from "react";
import { api, dataOf, type Model } from "@/api/client";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { CopyBox } from "@/components/CopyBox/CopyBox";
import { Dialog } from "@/components/Dialog/Dialog";
import style from "../win_loss.module.css";
import { useText } from "./text";

type Kind = Model<"ChannelIn">["kind"];

/** Makes a channel; the secret that signs what it sends is held by the open dialog and nowhere else. */
export function MakeChannel({ onMade }: { onMade: () => void }) {
  const say = useText();
  const form = useId();
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
  const send = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
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
      <Dialog
        open={open}
        onClose={close}
        title={say("channels.add")}
        actions={
          secret ? (
            <AIButton kind="primary" onClick={close}>
              {say("channels.kept")}
            </AIButton>
          ) : (
            <>
              <AIButton onClick={close}>{say("cancel")}</AIButton>
              <AIButton kind="primary" type="submit" form={form} busy={make.isPending}>
                {say("channels.make")}
              </AIButton>
            </>
          )
        }
      >
        {secret ? (
          <div className={style.section}>
            <p role="status">{say("channels.secret")}</p>
            <CopyBox what={say("channels.secret")} text={secret} />
          </div>
        ) : (
          <form id={form} className={style.section} onSubmit={send}>
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
              <input
                name="where"
                required
                maxLength={2000}
                inputMode={kind === "webhook" ? "url" : "email"}
              />
            </label>
            {make.error && <AIErrorState error={make.error} compact />}
          </form>
        )}
      </Dialog>
    </>
  );
}
