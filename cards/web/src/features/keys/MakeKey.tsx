import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState, type SyntheticEvent } from "react";
import { api, dataOf, type Model } from "@/api/client";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { CopyBox } from "@/components/CopyBox/CopyBox";
import { Dialog } from "@/components/Dialog/Dialog";
import { KeyFields } from "./KeyFields";
import style from "./keys.module.css";
import { useText } from "./text";

type Wish = Model<"KeyIn">;
type Scope = NonNullable<Wish["scopes"]>[number];

/** Makes a key and shows it this once: it is held by the open dialog and nowhere else. */
export function MakeKey() {
  const say = useText();
  const form = useId();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const make = useMutation({
    mutationFn: (wish: Wish) => dataOf(api.POST("/api/keys", { body: wish })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["keys"] }),
    gcTime: 0,
  });
  const close = () => {
    setOpen(false);
    make.reset();
  };
  const send = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const scopes = given.getAll("scope") as Scope[];
    make.mutate({
      label: (given.get("label") as string).trim(),
      role: given.get("role") as NonNullable<Wish["role"]>,
      scopes: scopes.length > 0 ? scopes : null,
    });
  };
  return (
    <>
      <AIButton kind="primary" onClick={() => setOpen(true)}>
        {say("make")}
      </AIButton>
      <Dialog
        open={open}
        onClose={close}
        title={say("makeTitle")}
        actions={
          make.data ? (
            <AIButton kind="primary" onClick={close}>
              {say("kept")}
            </AIButton>
          ) : (
            <AIButton kind="primary" type="submit" form={form} busy={make.isPending}>
              {say("make")}
            </AIButton>
          )
        }
      >
        {make.data ? (
          <div className={style.form}>
            <p role="status">{say("once")}</p>
            <CopyBox what={say("key")} text={make.data.key} />
          </div>
        ) : (
          <form id={form} className={style.form} onSubmit={send}>
            <KeyFields />
            {make.error && <AIErrorState error={make.error} compact />}
          </form>
        )}
      </Dialog>
    </>
  );
}
