import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { api, dataOf } from "@/api/client";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import { PageHead } from "@/shell/PageHead";
import { ConnectionState } from "./ConnectionState";
import style from "./connections.module.css";
import { FirstSteps } from "./FirstSteps";
import { InstallLink } from "./InstallLink";
import { Missing } from "./Missing";
import { Offers, type Offer } from "./Offers";
import { OtherCrm } from "./OtherCrm";
import { Steps } from "./Steps";
import { useText } from "./text";
import { useConnections, type Connection } from "./useConnections";

/** The way to a first connection: which CRM, what for, its page, the first sync, and a write that is only tried. */
export default function ConnectPage() {
  const say = useText();
  const [chosen, setChosen] = useState<Offer | null>(null);
  const [linked, setLinked] = useState(false);
  /** What there was as this page opened. */
  const [before, setBefore] = useState<readonly Connection[] | null>(null);
  const offers = useQuery({
    queryKey: ["connectors"],
    queryFn: () => dataOf(api.GET("/api/ai/connectors")),
  });
  // It may come from the CRM's page, or from a command that somebody runs elsewhere: nobody tells this page.
  const connections = useConnections(true);
  const error = offers.error ?? connections.error;
  if (before === null && connections.data) setBefore(connections.data.items);
  const declared = (one: Connection) =>
    !offers.data?.items.some((offer) => offer.connector === one.connector);
  const made =
    before &&
    newOf(connections.data?.items ?? [], before).find(
      (one) => one.connector === chosen?.connector || (!linked && declared(one)),
    );
  return (
    <>
      <PageHead title={say("connect")} lead={say("connectLead")} />
      {error ? (
        <AIErrorState
          error={error}
          onRetry={() => void Promise.all([offers.refetch(), connections.refetch()])}
        />
      ) : !offers.data || !connections.data ? (
        <AILoadingState shape="list" rows={4} label={say("connect")} />
      ) : (
        <div className={style.stack}>
          <Steps at={!made ? (linked ? "allow" : "asked") : made.selection.open ? "choices" : "sync"} />
          {!made && <Offers found={offers.data.items} chosen={chosen} onChoose={setChosen} locked={linked} />}
          {!made && chosen && chosen.lacks === null && (
            <section className={style.panel} aria-labelledby="link">
              <h2 id="link">{say("link.title")}</h2>
              <InstallLink
                key={chosen.connector}
                connector={chosen.connector}
                label={chosen.label}
                onMade={() => setLinked(true)}
              />
              {linked && <p role="status">{say("link.waiting", { crm: chosen.label })}</p>}
            </section>
          )}
          {made && (
            <>
              <p role="status">
                {say("link.done")} <Link to={`/connections/${encodeURIComponent(made.key)}`}>{made.key}</Link>
              </p>
              <Missing of={made} mayMend={false} />
              {made.selection.open ? <FirstSteps of={made} /> : <ConnectionState of={made} />}
            </>
          )}
          {!linked && !made && <OtherCrm />}
        </div>
      )}
    </>
  );
}

/** Connections that came since, and those that were not active then and are now. */
function newOf(now: readonly Connection[], before: readonly Connection[]) {
  const active = new Set(before.filter((one) => one.status === "active").map((one) => one.key));
  return now.filter((one) => one.status === "active" && !active.has(one.key));
}
