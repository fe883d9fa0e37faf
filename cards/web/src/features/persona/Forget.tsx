import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import { api, dataOf } from "@/api/client";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { Dialog } from "@/components/Dialog/Dialog";
import { receiptPath, type Person } from "./addresses";
import style from "./persona.module.css";
import { useText } from "./text";

const GOES = ["forget.records", "erase.persona", "erase.decisions", "erase.quotes", "erase.crm"] as const;

interface Props {
  person: Person;
  /** By which it is checked that this is the right one. */
  name: string;
}

/** Forgets somebody everywhere, once it was checked who that is; the receipt follows. */
export function Forget({ person, name }: Props) {
  const say = useText();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const [checked, setChecked] = useState(false);
  const forgetting = useMutation({
    mutationFn: () =>
      dataOf(
        api.POST("/api/privacy/erasures", {
          body: { contact_id: person.contactId, connection: person.connection ?? null },
        }),
      ),
    onSuccess: async ({ id }) => {
      // What the page held of the person goes as well; the address with their id leaves the way back.
      queries.removeQueries({ queryKey: ["persona"] });
      queries.removeQueries({ queryKey: ["card"] });
      queries.removeQueries({ queryKey: ["people"] });
      await navigate(receiptPath(id), { replace: true });
    },
  });
  const close = () => {
    setAsking(false);
    setChecked(false);
    forgetting.reset();
  };
  return (
    <section className={style.part} aria-label={say("forget.title")}>
      <h3>{say("forget.title")}</h3>
      <p className={style.soft}>{say("forget.words")}</p>
      <div className={style.choices}>
        <AIButton size="small" kind="danger" onClick={() => setAsking(true)}>
          {say("forget.open")}
        </AIButton>
      </div>
      <Dialog
        open={asking}
        onClose={close}
        title={say("forget.askTitle", { name })}
        actions={
          <>
            <AIButton onClick={close}>{say("decide.cancel")}</AIButton>
            <AIButton
              kind="danger"
              disabled={!checked}
              busy={forgetting.isPending}
              onClick={() => forgetting.mutate()}
            >
              {say("forget.now")}
            </AIButton>
          </>
        }
      >
        <div className={style.form}>
          <p>{say("forget.askWords")}</p>
          <ul className={style.list}>
            {GOES.map((what) => (
              <li key={what}>{say(what)}</li>
            ))}
          </ul>
          <p>{say("forget.after")}</p>
          <label>
            <input type="checkbox" checked={checked} onChange={(event) => setChecked(event.target.checked)} />
            <span dir="auto">{say("forget.checked", { name, id: person.contactId })}</span>
          </label>
          {forgetting.error && <AIErrorState error={forgetting.error} compact />}
        </div>
      </Dialog>
    </section>
  );
}
