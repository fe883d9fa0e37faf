import type { Model } from "@/api/client";
import { Disclosure } from "@/components/Disclosure/Disclosure";
import { Nothing } from "@/components/Nothing/Nothing";
import { useLanguage } from "@/i18n/language";
import { useRatingNames } from "./ratingNames";
import style from "./results.module.css";
import { useText } from "./text";

type Reason = Model<"RatingReasonOut">;

/** So many are read at a glance; the rest in one click. */
const FIRST = 5;

/** Why cards were not useful, in their readers' words, newest first; nobody is named. */
export function RatingReasons({ reasons }: { reasons: readonly Reason[] }) {
  const say = useText();
  return (
    <>
      <h3 className={style.part}>{say("read.why")}</h3>
      {reasons.length === 0 && <Nothing>{say("read.whyNone")}</Nothing>}
      <List reasons={reasons.slice(0, FIRST)} />
      {reasons.length > FIRST && (
        <Disclosure summary={say("read.whyAll", { n: reasons.length })}>
          <List reasons={reasons.slice(FIRST)} />
        </Disclosure>
      )}
    </>
  );
}

function List({ reasons }: { reasons: readonly Reason[] }) {
  const { formats } = useLanguage();
  const { kindName, hostName } = useRatingNames();
  if (reasons.length === 0) return null;
  return (
    <ul className={style.reasons}>
      {reasons.map(({ kind, host, note, at }, place) => (
        <li key={place}>
          <blockquote dir="auto">{note}</blockquote>
          <span className={style.aside}>{[kindName(kind), hostName(host), formats.day(at)].join(" · ")}</span>
        </li>
      ))}
    </ul>
  );
}
