import type { Model } from "@/api/client";
import { Table, type Column } from "@/components/Table/Table";
import { useLanguage } from "@/i18n/language";
import { Nothing } from "@/components/Nothing/Nothing";
import { sentence } from "@/i18n/sentence";
import style from "./results.module.css";
import { useText } from "./text";
import { Uplift } from "./Uplift";

type Result = Model<"AdviceResult">;

/** Per step and in all: how many deals, what it changed with its interval, and plainly when it can't be told yet. */
export function Effectiveness({ found }: { found: Model<"EffectivenessOut"> }) {
  const say = useText();
  const { formats } = useLanguage();
  const columns: readonly Column<Result>[] = [
    {
      key: "step",
      name: say("did.step"),
      cell: (one) => <span dir="auto">{one.key.replaceAll("_", " ")}</span>,
    },
    {
      key: "uplift",
      name: say("did.uplift"),
      cell: ({ doing }) => (
        <>
          <span className={style[doing.verdict]}>{say(`verdict.${doing.verdict}`)}</span>{" "}
          {doing.uplift && <Uplift estimate={doing.uplift} />}
          {doing.verdict === "not_told_yet" && doing.more_deals > 0 && (
            <>
              {"· "}
              <span className={style.soft}>{say("did.more", { n: doing.more_deals })}</span>
            </>
          )}
        </>
      ),
    },
    {
      key: "deals",
      name: say("did.deals"),
      figure: true,
      cell: ({ doing }) => `${doing.with} / ${doing.without}`,
    },
    {
      key: "recommended",
      name: say("did.recommended"),
      figure: true,
      spare: true,
      cell: (one) => one.recommended,
    },
    {
      key: "marked",
      name: say("did.marked"),
      figure: true,
      spare: true,
      cell: ({ done }) => done.marked + done.both,
    },
    {
      key: "observed",
      name: say("did.observed"),
      figure: true,
      spare: true,
      cell: ({ done }) => done.observed + done.both,
    },
    {
      key: "dismissed",
      name: say("did.dismissed"),
      figure: true,
      spare: true,
      cell: ({ dismissed }) => Object.values(dismissed).reduce((sum, times) => sum + times, 0),
    },
  ];
  return (
    <>
      <p className={style.lead} dir="auto">
        {sentence(found.overall.says)}
      </p>
      <p className={style.soft}>
        {say("did.basis", { deals: found.deals, days: found.window_days, when: formats.moment(found.as_of) })}
      </p>
      {found.actions.length > 0 ? (
        <Table label={say("did.title")} columns={columns} rows={found.actions} keyOf={(one) => one.key} />
      ) : (
        <Nothing>{say("did.none")}</Nothing>
      )}
    </>
  );
}
