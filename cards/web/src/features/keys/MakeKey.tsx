import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, dataOf, type Model } from "@/api/client";
import { AIButton } from "@/components/AIButton/AIButton";
import { SecretDialog } from "@/components/SecretDialog/SecretDialog";
import { KeyFields } from "./KeyFields";
import { useText } from "./text";

type Wish = Model<"KeyIn">;
type Scope = NonNullable<Wish["scopes"]>[number];

/** Makes a key and shows it. */
export function MakeKey() {
  const say = useText();
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
  const send = (given: FormData) => {
    const scopes = given.getAll("scope") as Scope[];
    make.mutate({
      label: (given.get("label") as string).trim(),
      role: given.get("role") as NonNullable<Wish["role"]>,
      scopes: scopes.length > 0 ? scopes : null,
    });
  };
  return (
    <>
      <AIButton kind="primary" data-tour="make" onClick={() => setOpen(true)}>
        {say("make")}
      </AIButton>
      <SecretDialog
        open={open}
        onClose={close}
        title={say("makeTitle")}
        words={{ make: say("make"), kept: say("kept") }}
        onMake={send}
        busy={make.isPending}
        error={make.error}
        secret={make.data ? { text: make.data.key, name: say("key"), said: say("once") } : null}
      >
        <KeyFields />
      </SecretDialog>
    </>
  );
}
