import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, dataOf, type Model } from "@/api/client";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import { Dialog } from "@/components/Dialog/Dialog";
import { Nothing } from "@/components/Nothing/Nothing";
import { paramsOf, type Person } from "./addresses";
import style from "./persona.module.css";
import { useText } from "./text";
import { personKey } from "./usePersona";

interface Props {
  person: Person;
  /** The version that is looked at and approved. */
  version: number;
  busy: boolean;
  error: unknown;
  onApprove: (note: string) => void;
  onClose: () => void;
}

/** Shows value by value what would be written into the CRM, before it is. */
export function ApproveDialog({ person, version, busy, error, onApprove, onClose }: Props) {
  const say = useText();
  const [note, setNote] = useState("");
  const preview = useQuery({
    queryKey: [...personKey(person), "approval", "preview", version],
    queryFn: () =>
      dataOf(api.GET("/api/ai/persona/{contactId}/approval/preview", { params: paramsOf(person) })),
  });
  const writes = preview.data?.items;
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={say("approve.title", { version })}
      actions={
        <>
          <AIButton onClick={onClose}>{say("decide.cancel")}</AIButton>
          <AIButton kind="primary" busy={busy} disabled={!writes} onClick={() => onApprove(note.trim())}>
            {say("approve.now")}
          </AIButton>
        </>
      }
    >
      <div className={style.form}>
        {preview.error ? (
          <AIErrorState error={preview.error} onRetry={() => void preview.refetch()} compact />
        ) : !writes ? (
          <AILoadingState shape="list" rows={4} label={say("approve.loading")} />
        ) : writes.length === 0 ? (
          <Nothing>{say("approve.nothing")}</Nothing>
        ) : (
          writes.map((write) => (
            <Write key={`${write.action} ${write.target_type} ${write.target_id}`} write={write} />
          ))
        )}
        <label className={style.field}>
          <span>{say("approval.note")}</span>
          <input value={note} maxLength={500} onChange={(event) => setNote(event.target.value)} />
        </label>
        {error != null && <AIErrorState error={error} compact />}
      </div>
    </Dialog>
  );
}

function Write({ write }: { write: Model<"PersonaWriteOut"> }) {
  const say = useText();
  return (
    <section aria-label={write.action}>
      <h2>{write.action.replaceAll("_", " ")}</h2>
      <dl className={style.writes}>
        {Object.entries(write.after).map(([field, after]) => (
          <div key={field}>
            <dt>{field}</dt>
            <dd dir="auto">
              {field in write.before && write.before[field] !== null && (
                <p className={style.soft}>{say("approve.before", { value: shown(write.before[field]) })}</p>
              )}
              {field in write.conflicts ? (
                <p>{say("approve.kept", { value: write.conflicts[field] ?? "" })}</p>
              ) : (
                <p className={style.said}>{shown(after)}</p>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const shown = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
