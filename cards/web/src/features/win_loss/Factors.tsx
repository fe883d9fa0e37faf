import type { Model } from "@/api/client";
import { AIButton } from "@/components/AIButton/AIButton";
import { Disclosure } from "@/components/Disclosure/Disclosure";
import { Table, type Column } from "@/components/Table/Table";
import { useLanguage } from "@/i18n/language";
import { Odds } from "./Odds";
import { Q } from "./Q";
import { useText as useTextOfDeal } from "./explained/text";
import { useText } from "./text";
import style from "./win_loss.module.css";

export type Factor = Model<"Factor">;

interface Props {
  factors: readonly Factor[];
  onOpen: (factor: Factor) => void;
}

/** What was found, and folded below it what else was looked at; each leads to its deals. */
export function Factors({ factors, onOpen }: Props) {
  const say = useText();
  const sayOfDeal = useTextOfDeal();
  const { formats } = useLanguage();
  const columns: readonly Column<Factor>[] = [
    {
      key: "factor",
      name: say("factors.factor"),
      cell: (factor) => (
        <>
          <AIButton
            kind="quiet"
            size="small"
            className={style.opener}
            aria-haspopup="dialog"
            onClick={() => onOpen(factor)}
          >
            <span dir="auto">{factor.label}</span>
          </AIButton>
          <span className={style.beside}>{sayOfDeal(`category.${factor.category}`)}</span>
        </>
      ),
    },
    {
      key: "says",
      name: say("factors.says"),
      cell: (factor) => (
        <div className={style.words}>
          <span className={factor.found ? style[factor.direction] : style.soft}>
            {say(factor.found ? `direction.${factor.direction}` : "direction.none")}
          </span>
          {factor.proxy_for && (
            <span className={style.beside}>{say("factors.proxy", { label: factor.proxy_for })}</span>
          )}
          {factor.only_beside && (
            <span className={style.beside}>{say("factors.onlyBeside", { label: factor.only_beside })}</span>
          )}
        </div>
      ),
    },
    {
      key: "odds",
      name: say("factors.odds"),
      cell: (factor) => (
        <>
          <Odds estimate={factor.odds_ratio} />
          {factor.step && (
            <span className={style.beside} dir="auto">
              {factor.step}
            </span>
          )}
        </>
      ),
    },
    {
      key: "q",
      name: <abbr title={say("factors.qMeans")}>{say("factors.q")}</abbr>,
      figure: true,
      cell: (factor) => <Q value={factor.q_value} />,
    },
    {
      key: "share",
      name: say("factors.share"),
      figure: true,
      spare: true,
      // A number is there for every deal; its odds ratio is for a step, not for having it.
      cell: (factor) => (factor.step ? "" : formats.percent(factor.share)),
    },
  ];
  const ordered = [...factors].sort((a, b) => a.q_value - b.q_value);
  const found = ordered.filter((factor) => factor.found);
  const rest = ordered.filter((factor) => !factor.found);
  const table = (label: string, rows: readonly Factor[]) => (
    <Table label={label} columns={columns} rows={rows} keyOf={(factor) => factor.key} />
  );
  return (
    <>
      {found.length > 0 && table(say("factors.title"), found)}
      {rest.length > 0 && (
        <div>
          <Disclosure summary={say("factors.rest", { n: rest.length })}>
            {table(say("factors.rest", { n: rest.length }), rest)}
          </Disclosure>
        </div>
      )}
    </>
  );
}
