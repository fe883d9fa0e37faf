import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { api, dataOf } from "@/api/client";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import { PageHead } from "@/shell/PageHead";
import { receiptPath } from "./addresses";
import style from "./persona.module.css";
import { Receipt } from "./Receipt";
import { useText } from "./text";

/** While a CRM is still to give back what was written, somebody may be waiting for it. */
const AGAIN_MS = 3_000;

/** The receipt of one erasure; it fills by itself until all is done. */
export default function ErasurePage() {
  const say = useText();
  const queries = useQueryClient();
  const { erasureId = "" } = useParams();
  const queryKey = ["erasures", erasureId];
  const params = { path: { erasureId } };
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: () => dataOf(api.GET("/api/privacy/erasures/{erasureId}", { params })),
    refetchInterval: ({ state }) => (state.data?.state === "done" ? false : AGAIN_MS),
  });
  const again = useMutation({
    mutationFn: () => dataOf(api.POST("/api/privacy/erasures/{erasureId}/retry", { params })),
    onSuccess: (found) => queries.setQueryData(queryKey, found),
  });
  return (
    <>
      <PageHead title={say("receipt.title")} lead={<Link to={receiptPath()}>{say("receipt.all")}</Link>}>
        {data?.state === "pending" && (
          <AIButton size="small" busy={again.isPending} onClick={() => again.mutate()}>
            {say("receipt.retry")}
          </AIButton>
        )}
      </PageHead>
      <div className={style.stack}>
        {again.error && <AIErrorState error={again.error} compact />}
        {error ? (
          <AIErrorState error={error} onRetry={() => void refetch()} />
        ) : !data ? (
          <AILoadingState shape="table" rows={6} label={say("receipt.loading")} />
        ) : (
          <Receipt erasure={data} />
        )}
      </div>
    </>
  );
}
