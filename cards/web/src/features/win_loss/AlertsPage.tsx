import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { api, dataOf } from "@/api/client";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import { useMay } from "@/session/session";
import { PageHead } from "@/shell/PageHead";
import { AlertForm } from "./AlertForm";
import { AlertRules } from "./AlertRules";
import { useText } from "./text";
import style from "./win_loss.module.css";

const RULES = ["win-loss-alerts"];

/** Rules that watch the open deals: set up, tried before they speak, listed and removed. */
export default function AlertsPage() {
  const say = useText();
  const manager = useMay("manager");
  const queries = useQueryClient();
  const rules = useQuery({
    queryKey: RULES,
    queryFn: () => dataOf(api.GET("/api/ai/win-loss-analysis/alerts")),
  });
  const patterns = useQuery({
    queryKey: ["win-loss-patterns"],
    queryFn: () => dataOf(api.GET("/api/ai/win-loss-analysis/alerts/patterns")),
    staleTime: 5 * 60_000,
  });
  const again = () => queries.invalidateQueries({ queryKey: RULES });
  const remove = useMutation({
    mutationFn: (ruleId: string) =>
      dataOf(api.DELETE("/api/ai/win-loss-analysis/alerts/{ruleId}", { params: { path: { ruleId } } })),
    onSuccess: again,
  });
  const error = rules.error ?? patterns.error;
  return (
    <>
      <PageHead
        title={say("alerts.title")}
        lead={
          <>
            {say("alerts.lead")} <Link to="/win-loss">{say("deal.back")}</Link>
          </>
        }
      />
      {error ? (
        <AIErrorState error={error} onRetry={() => void Promise.all([rules.refetch(), patterns.refetch()])} />
      ) : !rules.data || !patterns.data ? (
        <AILoadingState rows={5} label={say("alerts.loading")} />
      ) : (
        <div className={style.stack}>
          <AlertRules
            rules={rules.data.items}
            patterns={patterns.data.items}
            onRemove={manager ? (id) => remove.mutate(id) : undefined}
            removing={remove.isPending ? remove.variables : undefined}
          />
          {remove.error && <AIErrorState error={remove.error} compact />}
          <AlertForm patterns={patterns.data.items} mayAdd={manager} onAdded={() => void again()} />
        </div>
      )}
    </>
  );
}
