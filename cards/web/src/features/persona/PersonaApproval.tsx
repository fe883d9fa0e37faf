import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, dataOf } from "@/api/client";
import { asProblem } from "@/api/problem";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import { useLanguage } from "@/i18n/language";
import { useMay } from "@/session/session";
import { paramsOf, type Person } from "./addresses";
import { ApproveDialog } from "./ApproveDialog";
import style from "./persona.module.css";
import { useText } from "./text";
import { personKey, useChanged } from "./usePersona";
import { WithdrawDialog } from "./WithdrawDialog";

/** Whether this persona may stand in the CRM, and who said so. */
export function PersonaApproval({ person }: { person: Person }) {
  const say = useText();
  const { formats } = useLanguage();
  const changed = useChanged(person);
  const may = useMay("manager");
  const [asking, setAsking] = useState<"approve" | "withdraw" | null>(null);
  const params = paramsOf(person);
  const { data, error, refetch } = useQuery({
    queryKey: [...personKey(person), "approval"],
    queryFn: () => dataOf(api.GET("/api/ai/persona/{contactId}/approval", { params })),
  });
  const settle = {
    onSuccess: () => {
      setAsking(null);
      return changed();
    },
    // Somebody or something made a newer version meanwhile: it has to be looked at first.
    onError: (failed: Error) => (asProblem(failed).code === "version_old" ? changed() : undefined),
  };
  const approval = useMutation({
    mutationFn: (body: { version: number; note: string }) =>
      dataOf(api.POST("/api/ai/persona/{contactId}/approval", { params, body })),
    ...settle,
  });
  const withdrawal = useMutation({
    mutationFn: (body: { note: string; take_back: boolean }) =>
      dataOf(api.DELETE("/api/ai/persona/{contactId}/approval", { params, body })),
    ...settle,
  });
  const close = () => {
    setAsking(null);
    approval.reset();
    withdrawal.reset();
  };
  return (
    <section className={style.part} data-tour="approval">
      <h2>{say("approval.title")}</h2>
      {error ? (
        <AIErrorState error={error} onRetry={() => void refetch()} compact />
      ) : !data ? (
        <AILoadingState shape="line" rows={2} label={say("approval.title")} />
      ) : (
        <>
          <p>{say(`approval.${data.state}`, { version: data.version })}</p>
          {data.at && (
            <p className={style.soft} dir="auto">
              {say("approval.by", { by: data.by ?? "", when: formats.moment(data.at) })} {data.note}
            </p>
          )}
          <div className={style.bar}>
            {may && (data.state === "waiting" || data.state === "withdrawn") && (
              <AIButton size="small" onClick={() => setAsking("approve")}>
                {say("approval.look")}
              </AIButton>
            )}
            {may && data.approved_version !== null && data.state !== "withdrawn" && (
              <AIButton size="small" kind="quiet" onClick={() => setAsking("withdraw")}>
                {say("approval.withdraw")}
              </AIButton>
            )}
          </div>
          {asking === "approve" && (
            <ApproveDialog
              person={person}
              version={data.version}
              busy={approval.isPending}
              error={approval.error}
              onApprove={(note) => approval.mutate({ version: data.version, note })}
              onClose={close}
            />
          )}
          {asking === "withdraw" && (
            <WithdrawDialog
              busy={withdrawal.isPending}
              error={withdrawal.error}
              onWithdraw={(note, takeBack) => withdrawal.mutate({ note, take_back: takeBack })}
              onClose={close}
            />
          )}
        </>
      )}
    </section>
  );
}
