import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, dataOf, type Model } from "@/api/client";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { Dialog } from "@/components/Dialog/Dialog";
import { useLanguage } from "@/i18n/language";
import { paramsOf, type Person } from "./addresses";
import style from "./persona.module.css";
import { useText } from "./text";
import { useChanged } from "./usePersona";

const ERASED = ["erase.persona", "erase.decisions", "erase.quotes", "erase.shares", "erase.crm"] as const;

interface Props {
  person: Person;
  wish: Model<"WishOut">;
  /** Whether whoever looks may decide this. */
  may: boolean;
}

/** The switch that lets somebody be left alone; it says what that erases before it does. */
export function DoNotProfile({ person, wish, may }: Props) {
  const say = useText();
  const { formats } = useLanguage();
  const queries = useQueryClient();
  const changed = useChanged(person);
  const [asking, setAsking] = useState(false);
  const on = wish.do_not_profile;
  // Only the CRM says so, and only there it ends.
  const fixed = on && wish.here_since === null;
  const params = paramsOf(person);
  const turning = useMutation({
    mutationFn: (wanted: boolean) =>
      wanted
        ? dataOf(api.PUT("/api/ai/persona/{contactId}/do-not-profile", { params }))
        : dataOf(api.DELETE("/api/ai/persona/{contactId}/do-not-profile", { params })),
    onSuccess: async () => {
      setAsking(false);
      await Promise.all([changed(), queries.invalidateQueries({ queryKey: ["people"] })]);
    },
  });
  const close = () => {
    setAsking(false);
    turning.reset();
  };
  return (
    <section className={style.part} data-tour="rights">
      <h2>{say("rights.title")}</h2>
      <div className={style.bar}>
        <AIButton
          role="switch"
          aria-checked={on}
          id="rights-state"
          aria-labelledby="rights-switch rights-state"
          disabled={fixed || !may}
          onClick={() => setAsking(true)}
        >
          {say(on ? "rights.on" : "rights.off")}
        </AIButton>
        <span id="rights-switch">{say("rights.switch")}</span>
      </div>
      {!may && <p className={style.soft}>{say("rights.manager")}</p>}
      {wish.crm_since && <p>{say("rights.crm", { day: formats.day(wish.crm_since) })}</p>}
      {wish.here_since && (
        <p>{say("rights.here", { by: wish.here_by ?? "", day: formats.day(wish.here_since) })}</p>
      )}
      {on && (
        <p>
          {wish.erased_at
            ? say("rights.erased", { when: formats.moment(wish.erased_at) })
            : say("rights.erasing")}
        </p>
      )}
      <Dialog
        open={asking}
        onClose={close}
        title={say(on ? "rights.liftTitle" : "rights.askTitle")}
        actions={
          <>
            <AIButton onClick={close}>{say("decide.cancel")}</AIButton>
            <AIButton
              kind={on ? "primary" : "danger"}
              busy={turning.isPending}
              onClick={() => turning.mutate(!on)}
            >
              {say(on ? "rights.lift" : "rights.erase")}
            </AIButton>
          </>
        }
      >
        {on ? (
          <p>{say("rights.liftWords")}</p>
        ) : (
          <>
            <p>{say("rights.askWords")}</p>
            <ul className={style.list}>
              {ERASED.map((what) => (
                <li key={what}>{say(what)}</li>
              ))}
            </ul>
            <p>{say("rights.after")}</p>
          </>
        )}
        {turning.error && <AIErrorState error={turning.error} compact />}
      </Dialog>
    </section>
  );
}
