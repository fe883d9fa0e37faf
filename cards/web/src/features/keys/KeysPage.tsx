import { useQuery } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import { PageHead } from "@/shell/PageHead";
import { Nothing } from "@/components/Nothing/Nothing";
import { KeyList } from "./KeyList";
import { MakeKey } from "./MakeKey";
import { useText } from "./text";

const TOUR = ["make", "scopes", "revoke"] as const;

/** The workspace's keys: making one, which is shown once, and revoking it. */
export default function KeysPage() {
  const say = useText();
  const { data, error, refetch } = useQuery({
    queryKey: ["keys"],
    queryFn: () => dataOf(api.GET("/api/keys")),
  });
  return (
    <>
      <PageHead
        title={say("title")}
        lead={say("lead")}
        tour={{
          name: "keys",
          ready: Boolean(data),
          steps: TOUR.map((at) => ({ at, title: say(`tour.${at}`), text: say(`tour.${at}.text`) })),
        }}
      >
        {data && <MakeKey />}
      </PageHead>
      {error ? (
        <AIErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <AILoadingState shape="table" rows={3} label={say("title")} />
      ) : data.items.length === 0 ? (
        <Nothing>{say("none")}</Nothing>
      ) : (
        <KeyList found={data.items} />
      )}
    </>
  );
}
