import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { api, dataOf, type Model } from "@/api/client";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import { useMay } from "@/session/session";
import { PageHead } from "@/shell/PageHead";
import style from "../win_loss.module.css";
import { AlertForm } from "./AlertForm";
import { AlertRules, type RuleActions } from "./AlertRules";
import { AlertsFound } from "./AlertsFound";
import { ChangeAlert } from "./ChangeAlert";
import { Channels } from "./Channels";
import { useText } from "./text";

const ALERTS = ["win-loss-alerts"];
/** Rules look by themselves; nobody is told of it live. */
const AGAIN_MS = 30_000;

/** Rules that watch the open deals: written, tried before they speak, changed and removed; and what they found. */
export default function AlertsPage() {
  const say = useText();
  const manager = useMay("manager");
  const admin = useMay("admin");
  const queries = useQueryClient();
  const [changed, setChanged] = useState<Model<"AlertRuleOut"> | null>(null);
  const rules = useQuery({
    queryKey: [...ALERTS, "rules"],
    queryFn: () => dataOf(api.GET("/api/ai/win-loss-analysis/alerts")),
    refetchInterval: AGAIN_MS,
  });
  const found = useQuery({
    queryKey: [...ALERTS, "found"],
    queryFn: () =>
      dataOf(api.GET("/api/ai/win-loss-analysis/alerts/found", { params: { query: { limit: 50 } } })),
    refetchInterval: AGAIN_MS,
  });
  const patterns = useQuery({
    queryKey: ["win-loss-patterns"],
    queryFn: () => dataOf(api.GET("/api/ai/win-loss-analysis/alerts/patterns")),
    staleTime: 5 * 60_000,
  });
  const again = () => queries.invalidateQueries({ queryKey: ALERTS });
  const at = (id: string) => ({ params: { path: { ruleId: id } } });
  const remove = useMutation({
    mutationFn: (id: string) => dataOf(api.DELETE("/api/ai/win-loss-analysis/alerts/{ruleId}", at(id))),
    onSuccess: again,
  });
  const look = useMutation({
    mutationFn: ({ id }: Model<"AlertRuleOut">) =>
      dataOf(api.POST("/api/ai/win-loss-analysis/alerts/{ruleId}/fire", at(id))),
    onSettled: again,
  });
  const actions: RuleActions = {
    change: setChanged,
    look: (stored) => look.mutate(stored),
    remove: (id) => remove.mutate(id),
    busy: remove.isPending ? remove.variables : look.isPending ? look.variables.id : undefined,
  };
  const error = rules.error ?? patterns.error ?? found.error;
  return (
    <>
      <PageHead
        title={say("title")}
        lead={
          <>
            {say("lead")} <Link to="/win-loss">{say("back")}</Link>
          </>
        }
      />
      {error ? (
        <AIErrorState
          error={error}
          onRetry={() => void Promise.all([rules, patterns, found].map((one) => one.refetch()))}
        />
      ) : !rules.data || !patterns.data || !found.data ? (
        <AILoadingState rows={5} label={say("loading")} />
      ) : (
        <div className={style.stack}>
          <AlertRules
            rules={rules.data.items}
            patterns={patterns.data.items}
            actions={manager ? actions : undefined}
          />
          <p role="status">
            {look.data &&
              (look.data.error
                ? say("failed", { why: look.data.error })
                : say("lookedNow", {
                    name: look.variables.rule.name,
                    n: look.data.said?.length ?? 0,
                  }))}
          </p>
          {(remove.error ?? look.error) && <AIErrorState error={remove.error ?? look.error} compact />}
          <AlertsFound alerts={found.data.items} rules={rules.data.items} />
          <AlertForm
            legend={say("new")}
            patterns={patterns.data.items}
            maySave={manager}
            onSaved={() => void again()}
          />
          {admin && <Channels />}
        </div>
      )}
      {changed && patterns.data && (
        <ChangeAlert
          stored={changed}
          patterns={patterns.data.items}
          onClose={() => setChanged(null)}
          onSaved={() => {
            setChanged(null);
            void again();
          }}
        />
      )}
    </>
  );
}
