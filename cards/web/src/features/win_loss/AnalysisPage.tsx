import { useState } from "react";
import { Link } from "react-router";
import { AIButton } from "@/components/AIButton/AIButton";
import { PageHead } from "@/shell/PageHead";
import { Analysis } from "./Analysis";
import { Answered } from "./explained/Answered";
import { CohortForm } from "./CohortForm";
import { Compared } from "./Compared";
import { cohortOf, EVERYTHING, optionsOf, textOf, type Asked } from "./filter";
import { Handing } from "./Handing";
import { useText } from "./text";
import { useFields } from "./useFields";
import style from "./win_loss.module.css";

const TOUR = ["cohort", "handing", "factors"] as const;

/** Why deals are won and lost: of all of them at once, of any cohort when asked, of two side by side. */
export default function AnalysisPage() {
  const say = useText();
  const [first, setFirst] = useState(EVERYTHING);
  const [second, setSecond] = useState<Asked | null>(null);
  const [comparing, setComparing] = useState(false);
  const fields = useFields();
  const nameOf = (asked: Asked) =>
    [textOf(asked.rows) || say("all"), [asked.since, asked.until].filter(Boolean).join(" – ")]
      .filter(Boolean)
      .join(", ");
  return (
    <>
      <PageHead
        title={say("title")}
        lead={say("lead")}
        tour={{
          name: "win-loss",
          ready: true,
          steps: TOUR.map((at) => ({ at, title: say(`tour.${at}`), text: say(`tour.${at}.text`) })),
        }}
      >
        <Link to="/win-loss/alerts">{say("alerts.link")}</Link>
      </PageHead>
      <div className={style.stack}>
        <CohortForm legend={say("form.first")} fields={fields} onAsk={setFirst} />
        {comparing && <CohortForm legend={say("form.second")} fields={fields} onAsk={setSecond} />}
        <div className={style.bar} data-tour="handing">
          <AIButton
            size="small"
            aria-pressed={comparing}
            onClick={() => {
              setComparing(!comparing);
              setSecond(null);
            }}
          >
            {say("compare.open")}
          </AIButton>
          <Handing options={optionsOf(first)} />
        </div>
        <Answered asked={{ cohort: cohortOf(first) }}>
          {(insight) =>
            comparing && second ? (
              <Answered asked={{ cohort: cohortOf(second) }}>
                {(other) => (
                  <Compared
                    sides={[
                      { name: nameOf(first), payload: insight.payload },
                      { name: nameOf(second), payload: other.payload },
                    ]}
                  />
                )}
              </Answered>
            ) : (
              <Analysis insight={insight} cohort={cohortOf(first)} />
            )
          }
        </Answered>
      </div>
    </>
  );
}
