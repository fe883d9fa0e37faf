import type { Model } from "@/api/client";
import { Table, type Column } from "@/components/Table/Table";
import type { Factor } from "./Factors";
import { Odds } from "./Odds";
import { Q } from "./Q";
import { useText } from "./text";
import style from "./win_loss.module.css";

/** What each found factor goes with at entering each stage, and whether it differs by stage. */
export function ByStage({ factors }: { factors: readonly Factor[] }) {
  const say = useText();
  const staged = factors.filter((factor) => factor.found && factor.by_stage?.length);
  if (staged.length === 0) return null;
  const columns: readonly Column<Model<"FactorAtStage">>[] = [
    { key: "stage", name: say("stages.stage"), cell: (at) => <span dir="auto">{at.stage}</span> },
    { key: "odds", name: say("factors.odds"), cell: (at) => <Odds estimate={at.odds_ratio} /> },
    {
      key: "q",
      name: <abbr title={say("factors.qMeans")}>{say("factors.q")}</abbr>,
      figure: true,
      cell: (at) => (at.q_value === null ? say("stages.notAdjusted") : <Q value={at.q_value} />),
    },
  ];
  return (
    <section className={style.section}>
      <h2>{say("stages.title")}</h2>
      {staged.map((factor) => (
        <div key={factor.key} className={style.part}>
          <h3 dir="auto">{factor.label}</h3>
          {factor.stages_differ && (
            <p className={style.soft} dir="auto">
              {factor.stages_differ}
            </p>
          )}
          <Table
            label={say("stages.of", { label: factor.label })}
            columns={columns}
            rows={factor.by_stage ?? []}
            keyOf={(at) => at.stage}
          />
        </div>
      ))}
    </section>
  );
}
