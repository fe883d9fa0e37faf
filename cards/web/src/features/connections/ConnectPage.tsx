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
  const [before, setBefore] = useState<readonly Connection[] | null>(null);
  const offers = useQuery({
    queryKey: ["connectors"],
    queryFn: () => dataOf(api.GET("/api/ai/connectors")),
  });
  const connections = useConnections(before !== null);
  const error = offers.error ?? connections.error;
  const made = before && chosen && newOf(connections.data?.items ?? [], before, chosen.connector);
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
          <Steps at={!made ? (before ? "allow" : "asked") : made.selection.open ? "choices" : "sync"} />
          {!made && (
            <Offers found={offers.data.items} chosen={chosen} onChoose={setChosen} locked={before !== null} />
          )}
          {!made && chosen && chosen.lacks === null && (
            <section className={style.panel} aria-labelledby="link">
              <h2 id="link">{say("link.title")}</h2>
              <InstallLink
                key={chosen.connector}
                connector={chosen.connector}
                label={chosen.label}
                onMade={() => setBefore(connections.data.items)}
              />
              {before && <p role="status">{say("link.waiting", { crm: chosen.label })}</p>}
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
          {before === null && <OtherCrm />}
        </div>
      )}
    </>
  );
}

/** The connection that came since, or one that was not active then and is now. */
function newOf(now: readonly Connection[], before: readonly Connection[], connector: string) {
  const active = new Set(before.filter((one) => one.status === "active").map((one) => one.key));
  return now.find((one) => one.connector === connector && one.status === "active" && !active.has(one.key));
}
