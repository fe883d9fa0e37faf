import type { Model } from "@/api/client";
import { Range } from "@/components/AIConfidenceIndicator/AIConfidenceIndicator";
import { Table, type Column } from "@/components/Table/Table";
import { useLanguage } from "@/i18n/language";
import { Nothing } from "@/components/Nothing/Nothing";
import style from "./results.module.css";
import { useText } from "./text";

type Part = Model<"PartOut">;

/** What was said beside what came true, in all and by group: of 100 deals said to be won with 60 %, were 60 won? */
export function Calibration({ found }: { found: Model<"CalibrationOut"> }) {
  const say = useText();
  const { formats } = useLanguage();
  if (!found.overall) return <Nothing>{say("held.none")}</Nothing>;
  const columns: readonly Column<Part>[] = [
    { key: "name", name: say("held.part"), cell: (part) => <span dir="auto">{part.name}</span> },
    {
      key: "verdict",
      name: say("held.verdict"),
      cell: (part) => <span className={style[part.verdict]}>{say(`held.${part.verdict}`)}</span>,
    },
    { key: "said", name: say("held.said"), figure: true, cell: (part) => formats.percent(part.said) },
    {
      key: "came",
      name: say("held.came"),
      cell: (part) => (
        <div className={style.came}>
          <strong>{formats.percent(part.came.value)}</strong>
          <Range
            small
            estimate={part.came}
            baseline={part.said}
            spoken={say("held.spoken", {
              value: formats.percent(part.came.value),
              range: formats.percentRange(part.came.low, part.came.high),
              said: formats.percent(part.said),
            })}
          />
        </div>
      ),
    },
    { key: "deals", name: say("held.deals"), figure: true, spare: true, cell: (part) => part.deals },
  ];
  const { overall } = found;
  const rows = [overall, ...found.stages, ...found.months];
  return (
    <>
      <p className={style.lead}>{say(`held.says.${overall.verdict}`, { n: overall.deals })}</p>
      <p className={style.soft}>
        {say("held.error", {
          ece: formats.number(overall.ece * 100, { maximumFractionDigits: 1 }),
          chance: formats.number(overall.ece_by_chance * 100, { maximumFractionDigits: 1 }),
        })}
      </p>
      <Table label={say("held.title")} columns={columns} rows={rows} keyOf={(part) => part.name} />
    </>
  );
}
