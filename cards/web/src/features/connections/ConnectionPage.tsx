import { useParams } from "react-router";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import { useMay } from "@/session/session";
import { PageHead } from "@/shell/PageHead";
import { Disclosure } from "@/components/Disclosure/Disclosure";
import { Choices } from "./Choices";
import { ConnectionState } from "./ConnectionState";
import { Disconnect } from "./Disconnect";
import { DryRun } from "./DryRun";
import style from "./connections.module.css";
import { FirstSteps } from "./FirstSteps";
import { Missing } from "./Missing";
import { Reconnect } from "./Reconnect";
import { SyncNow } from "./SyncNow";
import { useText } from "./text";
import { useConnection } from "./useConnections";

/** One connection: what was read and what was not, syncing now, trying a write without writing, ending it. */
export default function ConnectionPage() {
  const say = useText();
  const { connection: key = "" } = useParams();
  const mayManage = useMay("manager");
  const mayEnd = useMay("admin");
  const { data: one, error, refetch } = useConnection(key);
  return (
    <>
      <PageHead title={key} lead={one && say("account", { connector: one.label, account: one.account })}>
        {one && mayEnd && <Disconnect of={one} />}
      </PageHead>
      {error ? (
        <AIErrorState error={error} onRetry={() => void refetch()} />
      ) : !one ? (
        <AILoadingState rows={6} label={key} />
      ) : (
        <div className={style.stack}>
          {one.status !== "active" && mayEnd && <Reconnect of={one} />}
          {one.status === "active" && one.selection.open && mayEnd && <FirstSteps of={one} />}
          {!one.selection.open && <ConnectionState of={one} />}
          {one.status === "active" && <Missing of={one} mayMend={mayEnd} />}
          {one.status === "active" && !one.selection.open && mayManage && (
            <>
              <SyncNow of={one} />
              <DryRun connection={key} />
              {mayEnd && one.connector !== "files" && (
                <section className={style.panel} aria-labelledby="choices">
                  <h2 id="choices">{say("choices.title")}</h2>
                  <Disclosure summary={say("choices.change")}>
                    <Choices of={one} keep={say("choices.save")} />
                  </Disclosure>
                </section>
              )}
            </>
          )}
        </div>
      )}
    </>
  );
}
