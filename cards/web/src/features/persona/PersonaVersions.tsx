import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, dataOf } from "@/api/client";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import { Dialog } from "@/components/Dialog/Dialog";
import { useLanguage } from "@/i18n/language";
import { paramsOf, type Person } from "./addresses";
import style from "./persona.module.css";
import { PersonaDiff } from "./PersonaDiff";
import { useText } from "./text";
import { personKey, useChanged } from "./usePersona";

/** What was said before, what any two versions say otherwise, and the way back to an earlier one. */
export function PersonaVersions({ person }: { person: Person }) {
  const say = useText();
  const { formats } = useLanguage();
  const [back, setBack] = useState<number | null>(null);
  const { path, query } = paramsOf(person);
  const { data, error, refetch } = useQuery({
    queryKey: [...personKey(person), "versions"],
    queryFn: () =>
      dataOf(
        api.GET("/api/ai/persona/{contactId}/versions", {
          params: { path, query: { ...query, limit: 100 } },
        }),
      ),
  });
  const versions = data?.items;
  const newest = versions?.[0]?.version;
  return (
    <div className={style.part}>
      <h2>{say("versions.title")}</h2>
      {error ? (
        <AIErrorState error={error} onRetry={() => void refetch()} compact />
      ) : !versions ? (
        <AILoadingState shape="table" rows={3} label={say("versions.title")} />
      ) : (
        <>
          <ol className={style.versions} reversed aria-label={say("versions.title")}>
            {versions.map((one) => (
              <li key={one.id}>
                <div>
                  <p>
                    <strong>{say("diff.version", { version: one.version })}</strong>{" "}
                    <span className={style.soft}>{formats.moment(one.as_of)}</span>{" "}
                    {one.version === newest && <span className={style.badge}>{say("versions.newest")}</span>}
                  </p>
                  <ul dir="auto" lang={one.language}>
                    {(one.changes ?? []).map((change) => (
                      <li key={change.what}>{change.what}</li>
                    ))}
                  </ul>
                </div>
                {one.version !== newest && (
                  <AIButton size="small" kind="quiet" onClick={() => setBack(one.version)}>
                    {say("versions.back")} <span className="spoken">{one.version}</span>
                  </AIButton>
                )}
              </li>
            ))}
          </ol>
          {versions.length > 1 && (
            <PersonaDiff key={newest} person={person} versions={versions.map((one) => one.version)} />
          )}
        </>
      )}
      {back !== null && <RollBack person={person} version={back} onClose={() => setBack(null)} />}
    </div>
  );
}

function RollBack({ person, version, onClose }: { person: Person; version: number; onClose: () => void }) {
  const say = useText();
  const changed = useChanged(person);
  const rolling = useMutation({
    mutationFn: () =>
      dataOf(
        api.POST("/api/ai/persona/{contactId}/rollback", { params: paramsOf(person), body: { version } }),
      ),
    onSuccess: async () => {
      onClose();
      await changed();
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={say("versions.backTitle", { version })}
      actions={
        <>
          <AIButton onClick={onClose}>{say("decide.cancel")}</AIButton>
          <AIButton kind="primary" busy={rolling.isPending} onClick={() => rolling.mutate()}>
            {say("versions.backNow")}
          </AIButton>
        </>
      }
    >
      <p>{say("versions.backWords")}</p>
      {rolling.error && <AIErrorState error={rolling.error} compact />}
    </Dialog>
  );
}
