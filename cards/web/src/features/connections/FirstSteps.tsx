import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, dataOf } from "@/api/client";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { Choices, type Selection } from "./Choices";
import style from "./connections.module.css";
import { DryRun } from "./DryRun";
import { useText } from "./text";
import type { Connection } from "./useConnections";

/** From a CRM that said yes to its first records: what is read, what would be written, and the start. */
export function FirstSteps({ of: one }: { of: Connection }) {
  const say = useText();
  const client = useQueryClient();
  const [kept, setKept] = useState<Selection | null>(null);
  const start = useMutation({
    mutationFn: (selection: Selection) =>
      dataOf(
        api.PUT("/api/ai/connections/{key}/selection", {
          params: { path: { key: one.key } },
          body: { ...selection, open: false },
        }),
      ),
    onSuccess: (saved) => {
      client.setQueryData(["connections", one.key], saved);
      void client.invalidateQueries({ queryKey: ["connections"] });
    },
  });
  return (
    <>
      <section className={style.panel} aria-labelledby="choices">
        <h2 id="choices">{say("choices.title")}</h2>
        <p className={style.soft}>{say("choices.first", { crm: one.label })}</p>
        <Choices of={one} keep={say("choices.next")} onKept={setKept} />
      </section>
      {kept && (
        <>
          <DryRun connection={one.key} key={JSON.stringify(kept)} />
          <section className={style.panel} aria-labelledby="start">
            <h2 id="start">{say("start.title")}</h2>
            <p>{say("start.lead", { crm: one.label })}</p>
            <AIButton kind="primary" busy={start.isPending} onClick={() => start.mutate(kept)}>
              {say("start.now")}
            </AIButton>
            {start.error && <AIErrorState error={start.error} compact />}
          </section>
        </>
      )}
    </>
  );
}
