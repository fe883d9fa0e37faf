import type { Model } from "@/api/client";
import { Axis } from "@/components/Axis/Axis";
import { Disclosure } from "@/components/Disclosure/Disclosure";
import { Evidence } from "@/components/Evidence/Evidence";
import { Table, type Column } from "@/components/Table/Table";
import { useLanguage } from "@/i18n/language";
import type { Proof } from "../proof";
import { useText } from "./text";
import style from "../win_loss.module.css";

type Row = Model<"Contribution">;

/** In log-odds: about one point of the chance. */
const HARDLY = 0.05;

interface Props {
  rows: readonly Row[];
  proof: Proof;
}

/** What moved a deal's chance, most first; what hardly did is folded, with its sum. */
export function Contributions({ rows, proof }: Props) {
  const say = useText();
  const { formats } = useLanguage();
  const signed = (value: number) =>
    formats.number(value, { minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: "exceptZero" });
  if (rows.length === 0) return null;
  const columns: readonly Column<Row>[] = [
    {
      key: "label",
      name: say("contributions.factor"),
      cell: (row) => (
        <>
          <span dir="auto">{row.label}</span>
          <span className={style.beside}>{say(`category.${row.category}`)}</span>
        </>
      ),
    },
    {
      key: "adds",
      name: say("contributions.adds"),
      cell: ({ contribution }) => (
        <span className={style.odds}>
          <Axis
            value={contribution}
            low={Math.min(0, contribution)}
            high={Math.max(0, contribution)}
            reach={2}
          />
          <span>
            {say(contribution < 0 ? "contributions.lowers" : "contributions.raises", {
              value: signed(contribution),
            })}
          </span>
        </span>
      ),
    },
    {
      key: "evidence",
      name: say("contributions.evidence"),
      cell: (row) => <Evidence items={proof(row.evidence)} />,
    },
  ];
  const ordered = [...rows].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  const weighty = ordered.filter((row) => Math.abs(row.contribution) >= HARDLY);
  const rest = ordered.slice(weighty.length);
  const table = (label: string, shown: readonly Row[]) => (
    <Table label={label} columns={columns} rows={shown} keyOf={(row) => row.key} />
  );
  const hardly = say("contributions.rest", {
    n: rest.length,
    value: signed(rest.reduce((sum, row) => sum + row.contribution, 0)),
  });
  return (
    <section className={style.section}>
      <h2>{say("contributions.title")}</h2>
      <p className={style.soft}>{say("contributions.note")}</p>
      {weighty.length > 0 && table(say("contributions.title"), weighty)}
      {rest.length > 0 && (
        <div>
          <Disclosure summary={hardly}>{table(hardly, rest)}</Disclosure>
        </div>
      )}
    </section>
  );
}
