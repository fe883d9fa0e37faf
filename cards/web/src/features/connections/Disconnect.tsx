import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, dataOf } from "@/api/client";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import { Dialog } from "@/components/Dialog/Dialog";
import style from "./connections.module.css";
import { useText } from "./text";
import type { Connection } from "./useConnections";

const MOST = 500;
const ACTIONS = ["note", "task", "fields"] as const;

/** Ends a connection, after saying what stays, what ends, and what stands in the CRM that can be taken back. */
export function Disconnect({ of: one }: { of: Connection }) {
  const say = useText();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [undo, setUndo] = useState(false);
  const written = useQuery({
    queryKey: ["deliveries", one.key, "done"],
    queryFn: () =>
      dataOf(
        api.GET("/api/deliveries", {
          params: { query: { connection: one.key, state: "done", limit: MOST } },
        }),
      ),
    enabled: open,
  });
  const end = useMutation({
    mutationFn: () =>
      dataOf(
        api.DELETE("/api/ai/connections/{key}", { params: { path: { key: one.key }, query: { undo } } }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ["deliveries", one.key] }),
  });
  const close = () => {
    setOpen(false);
    if (end.data) void client.invalidateQueries({ queryKey: ["connections"] });
  };
  const items = written.data?.items ?? [];
  const counts = ACTIONS.map((action) => ({
    action,
    n: items.filter((item) => item.action === action).length,
  })).filter(({ n }) => n > 0);
  const none = written.data !== undefined && counts.length === 0;
  return (
    <>
      {one.status !== "off" && (
        <AIButton kind="danger" onClick={() => setOpen(true)}>
          {say("disconnect.ask")}
        </AIButton>
      )}
      <Dialog
        open={open}
        onClose={close}
        title={say("disconnect.title", { connection: one.key })}
        actions={
          end.data ? (
            <AIButton onClick={close}>{say("disconnect.close")}</AIButton>
          ) : (
            <>
              <AIButton onClick={close}>{say("disconnect.keep")}</AIButton>
              <AIButton kind="danger" busy={end.isPending} onClick={() => end.mutate()}>
                {say(none ? "disconnect.ask" : undo ? "disconnect.undoAndEnd" : "disconnect.end")}
              </AIButton>
            </>
          )
        }
      >
        {end.data ? (
          <div role="status" className={style.stack}>
            <p>{say(end.data.revoked ? "disconnect.done" : "disconnect.doneHere")}</p>
            {end.data.undone > 0 && <p>{say("disconnect.undone", { n: end.data.undone })}</p>}
            {end.data.problem && <p dir="auto">{end.data.problem}</p>}
          </div>
        ) : (
          <div className={style.stack}>
            <p>{say("disconnect.what")}</p>
            {written.error ? (
              <AIErrorState error={written.error} onRetry={() => void written.refetch()} compact />
            ) : !written.data ? (
              <AILoadingState shape="list" rows={2} label={say("disconnect.written")} />
            ) : none ? (
              <p>{say("disconnect.nothing")}</p>
            ) : (
              <>
                <p>{say(items.length < MOST ? "disconnect.written" : "disconnect.writtenMore")}</p>
                <ul>
                  {counts.map(({ action, n }) => (
                    <li key={action}>{say(`written.${action}`, { n })}</li>
                  ))}
                </ul>
              </>
            )}
            {!none && (
              <label>
                <input type="checkbox" checked={undo} onChange={(event) => setUndo(event.target.checked)} />
                <span>{say("disconnect.undo")}</span>
              </label>
            )}
            {end.error && <AIErrorState error={end.error} compact />}
          </div>
        )}
      </Dialog>
    </>
  );
}
