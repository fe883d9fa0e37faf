import { Link, useNavigate } from "react-router";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import { useMay } from "@/session/session";
import { PageHead } from "@/shell/PageHead";
import { Nothing } from "@/components/Nothing/Nothing";
import { ConnectionList } from "./ConnectionList";
import { useText } from "./text";
import { useConnections } from "./useConnections";

const TOUR = ["connect", "state"] as const;

/** Which CRMs are connected, and how well each is kept in step. */
export default function ConnectionsPage() {
  const say = useText();
  const navigate = useNavigate();
  const mayConnect = useMay("admin");
  const { data, error, refetch } = useConnections();
  return (
    <>
      <PageHead
        title={say("title")}
        lead={say("lead")}
        tour={{
          name: "connections",
          ready: Boolean(data),
          steps: TOUR.map((at) => ({ at, title: say(`tour.${at}`), text: say(`tour.${at}.text`) })),
        }}
      >
        {mayConnect && (
          <AIButton kind="primary" data-tour="connect" onClick={() => void navigate("/connect")}>
            {say("connect")}
          </AIButton>
        )}
      </PageHead>
      {error ? (
        <AIErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <AILoadingState shape="table" rows={3} label={say("title")} />
      ) : data.items.length === 0 ? (
        <Nothing>
          {say("none")} {mayConnect && <Link to="/connect">{say("connect")}</Link>}
        </Nothing>
      ) : (
        <ConnectionList found={data.items} />
      )}
    </>
  );
}
