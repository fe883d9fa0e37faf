import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import style from "./connections.module.css";
import { useText } from "./text";
import { moves, type Connection } from "./useConnections";

/** Asks for a sync: of what changed, or of everything once more. */
export function SyncNow({ of: one }: { of: Connection }) {
  const say = useText();
  const client = useQueryClient();
  const ask = useMutation({
    mutationFn: (full: boolean) =>
      dataOf(
        api.POST("/api/ai/connections/{key}/sync", {
          params: { path: { key: one.key } },
          body: { full, accept_loss: false },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ["connections"] }),
  });
  const busy = ask.isPending || moves(one);
  return (
    <section className={style.panel} aria-labelledby="sync">
      <h2 id="sync">{say("sync.title")}</h2>
      <p className={style.soft}>{say("sync.lead")}</p>
      <div className={style.bar}>
        <AIButton kind="primary" busy={busy} onClick={() => ask.mutate(false)}>
          {say("sync.now")}
        </AIButton>
        <AIButton disabled={busy} onClick={() => ask.mutate(true)}>
          {say("sync.full")}
        </AIButton>
      </div>
      {ask.error && <AIErrorState error={ask.error} compact />}
    </section>
  );
}
