import { useParams } from "react-router";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import { useMay } from "@/session/session";
import { PageHead } from "@/shell/PageHead";
import { ConnectionState } from "./ConnectionState";
import { Disconnect } from "./Disconnect";
import { DryRun } from "./DryRun";
import style from "./connections.module.css";
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
      <PageHead title={key} lead={one && say("account", { connector: one.connector, account: one.account })}>
        {one && mayEnd && <Disconnect of={one} />}
      </PageHead>
      {error ? (
        <AIErrorState error={error} onRetry={() => void refetch()} />
      ) : !one ? (
        <AILoadingState rows={6} label={key} />
      ) : (
        <div className={style.stack}>
          {one.status !== "active" && mayEnd && <Reconnect of={one} />}
          <ConnectionState of={one} />
          {one.status === "active" && mayManage && (
            <>
              <SyncNow of={one} />
              <DryRun connection={key} />
            </>
          )}
        </div>
      )}
    </>
  );
}
