import { useQuery } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import { SaveFile } from "@/components/SaveFile/SaveFile";
import { useLiveQuery } from "@/live/useLive";
import { PageHead } from "@/shell/PageHead";
import { Calibration } from "./Calibration";
import { Effectiveness } from "./Effectiveness";
import { Ratings } from "./Ratings";
import style from "./results.module.css";
import { useText } from "./text";

const TOUR = ["did", "held", "read"] as const;

/** What following the advice did, how well what was said held, and what readers say of it. */
export default function ResultsPage() {
  const say = useText();
  const did = useQuery({
    queryKey: ["effectiveness"],
    queryFn: async () => jsonOf(await dataOf(api.GET("/api/ai/effectiveness"))),
  });
  const held = useQuery({
    queryKey: ["calibration"],
    queryFn: async () => jsonOf(await dataOf(api.GET("/api/ai/calibration"))),
  });
  const read = useQuery({
    queryKey: ["ratings"],
    queryFn: () => dataOf(api.GET("/api/ai/ratings")),
  });
  // A step was settled or advised on somewhere.
  useLiveQuery("insight/deal_coach", ["effectiveness"]);
  return (
    <>
      <PageHead
        title={say("title")}
        lead={say("lead")}
        tour={{
          name: "results",
          ready: Boolean(did.data && held.data && read.data),
          steps: TOUR.map((at) => ({ at, title: say(`tour.${at}`), text: say(`tour.${at}.text`) })),
        }}
      />
      <section className={style.section} data-tour="did">
        <header className={style.bar}>
          <h2>{say("did.title")}</h2>
          <SaveFile path="/api/ai/effectiveness" query={{ format: "csv" }}>
            {say("csv")}
          </SaveFile>
        </header>
        {did.error ? (
          <AIErrorState error={did.error} onRetry={() => void did.refetch()} />
        ) : did.data ? (
          <Effectiveness found={did.data} />
        ) : (
          <AILoadingState rows={5} label={say("did.title")} />
        )}
      </section>
      <section className={style.section} data-tour="held">
        <header className={style.bar}>
          <h2>{say("held.title")}</h2>
          <SaveFile path="/api/ai/calibration" query={{ format: "csv" }}>
            {say("csv")}
          </SaveFile>
        </header>
        {held.error ? (
          <AIErrorState error={held.error} onRetry={() => void held.refetch()} />
        ) : held.data ? (
          <Calibration found={held.data} />
        ) : (
          <AILoadingState rows={5} label={say("held.title")} />
        )}
      </section>
      <section className={style.section} data-tour="read">
        <h2>{say("read.title")}</h2>
        {read.error ? (
          <AIErrorState error={read.error} onRetry={() => void read.refetch()} />
        ) : read.data ? (
          <Ratings found={read.data} />
        ) : (
          <AILoadingState rows={5} label={say("read.title")} />
        )}
      </section>
    </>
  );
}

/** The routes can write files as well; without a format it is JSON. */
function jsonOf<T>(answer: T | string): T {
  if (typeof answer === "string") throw new Error("the server sent text where data was asked for");
  return answer;
}
