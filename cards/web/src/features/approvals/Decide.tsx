import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { api, dataOf } from "@/api/client";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { Dialog } from "@/components/Dialog/Dialog";
import style from "./approvals.module.css";
import { useText } from "./text";

const LIBRARY = "/api/ai/objection-handler/library/{entryId}";

/** Lets a draft be said, or turns it down with a reason its author gets to read. */
export function Decide({ id, by }: { id: string; by: string }) {
  const say = useText();
  const form = useId();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const params = { path: { entryId: id } };
  const again = () => client.invalidateQueries({ queryKey: ["approvals"] });
  const approve = useMutation({
    mutationFn: () => dataOf(api.POST(`${LIBRARY}/approve`, { params, body: { by, note: "" } })),
    onSuccess: again,
  });
  const reject = useMutation({
    mutationFn: () => dataOf(api.POST(`${LIBRARY}/reject`, { params, body: { by, note: reason.trim() } })),
    onSuccess: again,
  });
  const busy = approve.isPending || reject.isPending;
  return (
    <div data-tour="decide">
      <div className={style.bar}>
        <AIButton
          busy={approve.isPending}
          disabled={by === "" || busy}
          aria-label={say("approveOne", { id })}
          onClick={() => approve.mutate()}
        >
          {say("approve")}
        </AIButton>
        <AIButton
          kind="quiet"
          disabled={by === "" || busy}
          aria-label={say("rejectOne", { id })}
          onClick={() => setAsking(true)}
        >
          {say("reject")}
        </AIButton>
      </div>
      {approve.error && <AIErrorState error={approve.error} compact />}
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={say("rejectTitle", { id })}
        actions={
          <>
            <AIButton onClick={() => setAsking(false)}>{say("cancel")}</AIButton>
            <AIButton
              kind="danger"
              type="submit"
              form={form}
              busy={reject.isPending}
              disabled={reason.trim() === ""}
            >
              {say("reject")}
            </AIButton>
          </>
        }
      >
        <form
          id={form}
          onSubmit={(event) => {
            event.preventDefault();
            reject.mutate();
          }}
        >
          <div className={style.field}>
            <label htmlFor={`${form}-reason`}>{say("reason")}</label>
            <textarea
              id={`${form}-reason`}
              required
              rows={3}
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          </div>
          {reject.error && <AIErrorState error={reject.error} compact />}
        </form>
      </Dialog>
    </div>
  );
}
