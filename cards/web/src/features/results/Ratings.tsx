import type { Model } from "@/api/client";
import { Range } from "@/components/AIConfidenceIndicator/AIConfidenceIndicator";
import { Nothing } from "@/components/Nothing/Nothing";
import { Table, type Column } from "@/components/Table/Table";
import { useLanguage } from "@/i18n/language";
import { RatingReasons } from "./RatingReasons";
import { useRatingNames } from "./ratingNames";
import style from "./results.module.css";
import { useText } from "./text";

type Helped = Omit<Model<"RatedOnHostOut">, "host">;
/** One line: a kind of card on one host, or in all where there are several. */
type Line = Helped & { kind: string; host: string | null };

/** How often readers found a card useful, by card and host and by month, and why not; plainly where it is too little. */
export function Ratings({ found }: { found: Model<"RatingsOut"> }) {
  const say = useText();
  const { formats, language } = useLanguage();
  const { kindName, hostName } = useRatingNames();
  if (found.items.length === 0) return <Nothing>{say("read.none")}</Nothing>;

  const lines = found.items.flatMap(({ kind, hosts, ...all }): Line[] => [
    ...(hosts.length > 1 ? [{ ...all, kind, host: null }] : []),
    ...hosts.map((one) => ({ ...one, kind })),
  ]);
  const columns: readonly Column<Line>[] = [
    { key: "kind", name: say("read.kind"), cell: (line) => kindName(line.kind) },
    {
      key: "host",
      name: say("read.host"),
      cell: ({ host, told }) =>
        host === null ? (
          <em>{say("read.all")}</em>
        ) : (
          <>
            {hostName(host)}
            {told > 0 && <span className={style.aside}>{say("read.told", { n: told })}</span>}
          </>
        ),
    },
    { key: "useful", name: say("read.useful"), cell: (line) => <Share helped={line} /> },
    { key: "n", name: say("read.n"), figure: true, spare: true, cell: ({ share }) => share.n },
  ];
  const month = new Intl.DateTimeFormat(language, { month: "short", year: "numeric", timeZone: "UTC" });
  const course: readonly Column<Model<"RatedInMonthOut">>[] = [
    { key: "month", name: say("read.month"), cell: (one) => month.format(new Date(one.month)) },
    { key: "useful", name: say("read.useful"), cell: (one) => <Share helped={one} /> },
    { key: "n", name: say("read.n"), figure: true, spare: true, cell: ({ share }) => share.n },
  ];
  const told = found.months.filter(({ more }) => more === 0);
  return (
    <>
      <p className={style.soft}>
        {say("read.basis", {
          n: found.items.reduce((sum, { share }) => sum + share.n, 0),
          when: formats.moment(found.as_of),
        })}
      </p>
      <Table
        label={say("read.title")}
        columns={columns}
        rows={lines}
        keyOf={(line) => `${line.kind} ${line.host ?? ""}`}
      />
      <h3 className={style.part}>{say("read.course")}</h3>
      {told.length > 1 ? (
        <Table label={say("read.course")} columns={course} rows={found.months} keyOf={(one) => one.month} />
      ) : (
        <Nothing>{say("read.courseFew", { n: found.enough })}</Nothing>
      )}
      {found.reasons && <RatingReasons reasons={found.reasons} />}
    </>
  );
}

function Share({ helped }: { helped: Helped }) {
  const say = useText();
  const { formats } = useLanguage();
  const { helpful, share, more } = helped;
  if (more > 0)
    return <span className={style.not_told_yet}>{say("read.few", { yes: helpful, n: share.n, more })}</span>;
  const value = formats.percent(share.value);
  const range = formats.percentRange(share.low, share.high);
  return (
    <div className={style.came}>
      <strong>{value}</strong>
      <Range small estimate={share} spoken={say("read.spoken", { value, range, n: share.n })} />
    </div>
  );
}
