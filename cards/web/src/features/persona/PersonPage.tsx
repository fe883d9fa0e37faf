import { Link, useParams, useSearchParams } from "react-router";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import { PageHead } from "@/shell/PageHead";
import { useMay } from "@/session/session";
import type { Person } from "./addresses";
import { DoNotProfile } from "./DoNotProfile";
import { PersonaApproval } from "./PersonaApproval";
import { PersonaBuilder } from "./PersonaBuilder";
import { PersonaCard } from "./PersonaCard";
import { PersonaFiles } from "./PersonaFiles";
import { PersonaVersions } from "./PersonaVersions";
import style from "./persona.module.css";
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
  const { data: listed } = useListed(person);
  const { data: wish, error, refetch } = useWish(person);
  const lead = (
    <>
      <Link to="/people">{say("person.back")}</Link>{" "}
      <span dir="auto">{[listed?.title, listed?.company].filter(Boolean).join(" · ")}</span>
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
          </>
        )}
      </div>
    </>
  );
}

function Profile({ person }: { person: Person }) {
  const say = useText();
  const { data: persona, error, refetch } = usePersona(person);
  const renewal = useRenewal(person);
  if (error) return <AIErrorState error={error} onRetry={() => void refetch()} />;
  if (!persona) return <AILoadingState rows={5} label={say("person.loading")} />;
  const renew = (
    <AIButton size="small" kind="quiet" busy={renewal.isPending} onClick={() => renewal.mutate()}>
      {say("person.renew")}
    </AIButton>
  );
  return (
    <>
      <PersonaCard person={person} toolbar={renew} />
      {renewal.error && <AIErrorState error={renewal.error} compact />}
      <PersonaFiles person={person} />
      <PersonaBuilder person={person} persona={persona} />
      <PersonaApproval person={person} />
      <PersonaVersions person={person} />
    </>
  );
}
