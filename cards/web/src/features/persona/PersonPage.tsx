import { useState } from "react";
import { Link, useParams, useSearchParams } from "react-router";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import { PageHead } from "@/shell/PageHead";
import { useMay } from "@/session/session";
import { AccessExport } from "./AccessExport";
import type { Person } from "./addresses";
import { DoNotProfile } from "./DoNotProfile";
import { Forget } from "./Forget";
import { PersonaApproval } from "./PersonaApproval";
import { PersonaBuilder } from "./PersonaBuilder";
import { PersonaCard } from "./PersonaCard";
import { PersonaFiles } from "./PersonaFiles";
import { PersonaVersions } from "./PersonaVersions";
import style from "./persona.module.css";
import { TemplatePicker } from "./TemplatePicker";
import { useText } from "./text";
import { useListed } from "./usePeople";
import { usePersona, useRenewal, useWish } from "./usePersona";

const TOUR = ["card-top", "traits", "approval", "rights"] as const;

/** One person: the card, what people decided about it, its versions, and the person's rights. */
export default function PersonPage() {
  const say = useText();
  const { contactId = "" } = useParams();
  const [query] = useSearchParams();
  const person = { contactId, connection: query.get("connection") ?? undefined };
  const may = useMay("manager");
  const admin = useMay("admin");
  const { data: listed } = useListed(person);
  const { data: wish, error, refetch } = useWish(person);
  const known = [listed?.title, listed?.company].filter(Boolean).join(" · ");
  const lead = (
    <>
      <Link to="/people">{say("person.back")}</Link>
      {known && (
        <>
          {" · "}
          <span dir="auto">{known}</span>
        </>
      )}
    </>
  );
  return (
    <>
      <PageHead
        title={listed?.name || say("person.title", { id: contactId })}
        lead={lead}
        tour={{
          name: "person",
          ready: Boolean(wish),
          steps: TOUR.map((at) => ({ at, title: say(`tour.${at}`), text: say(`tour.${at}.text`) })),
        }}
      />
      <div className={style.stack}>
        {error ? (
          <AIErrorState error={error} onRetry={() => void refetch()} />
        ) : !wish ? (
          <AILoadingState rows={5} label={say("person.loading")} />
        ) : (
          <>
            {!wish.do_not_profile && <Profile person={person} />}
            <DoNotProfile person={person} wish={wish} may={may} />
            {admin && (
              <>
                <AccessExport person={person} />
                <Forget person={person} name={listed?.name || contactId} />
              </>
            )}
          </>
        )}
      </div>
    </>
  );
}

function Profile({ person }: { person: Person }) {
  const say = useText();
  const [query, setQuery] = useSearchParams();
  const template = query.get("template") ?? undefined;
  const { data: persona, error, refetch } = usePersona(person);
  const renewal = useRenewal(person);
  const [found, setFound] = useState<"new" | "same" | null>(null);
  if (error) return <AIErrorState error={error} onRetry={() => void refetch()} />;
  if (!persona) return <AILoadingState rows={5} label={say("person.loading")} />;
  const look = () => {
    setFound(null);
    renewal.mutate(undefined, {
      onSuccess: ({ version }) => setFound(version > persona.version ? "new" : "same"),
    });
  };
  const arrange = (picked: string | undefined) =>
    setQuery(
      (before) => {
        const after = new URLSearchParams(before);
        if (picked) after.set("template", picked);
        else after.delete("template");
        return after;
      },
      { replace: true },
    );
  const toolbar = (
    <div className={style.bar}>
      <span className={style.soft} role="status">
        {found && say(`person.${found}`)}
      </span>
      <TemplatePicker value={template} onPick={arrange} />
      <AIButton size="small" kind="quiet" busy={renewal.isPending} onClick={look}>
        {say("person.renew")}
      </AIButton>
    </div>
  );
  return (
    <>
      <PersonaCard person={person} template={template} toolbar={toolbar} />
      {renewal.error && <AIErrorState error={renewal.error} compact />}
      <PersonaFiles person={person} template={template} />
      <PersonaBuilder person={person} persona={persona} />
      <PersonaApproval person={person} />
      <PersonaVersions person={person} />
    </>
  );
}
