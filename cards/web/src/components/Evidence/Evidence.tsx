import type { Model } from "@/api/client";
import { useLanguage } from "@/i18n/language";
import { Disclosure } from "../Disclosure/Disclosure";
import { useText } from "../text";
import style from "./Evidence.module.css";
import { Words } from "../Words/Words";

export type EvidenceItem = Model<"EvidenceItem">;

/** What a claim rests on, one click away; the first quotation is in sight even while the rest is folded. */
export function Evidence({ items }: { items: readonly EvidenceItem[] }) {
  const say = useText();
  const [first] = items;
  if (!first) return null;
  return (
    <Disclosure
      className={style.opener}
      summary={
        <>
          <span className={style.count}>{say("evidence.open", { n: items.length })}</span>
          <Words className={first.quote ? style.glimpseQuote : style.glimpse}>
            {first.quote ?? first.what}
          </Words>
        </>
      }
    >
      <ul className={style.items}>
        {items.map((item) => (
          <EvidenceRow key={item.id} item={item} />
        ))}
      </ul>
    </Disclosure>
  );
}

/** One piece of evidence: verbatim words set apart, who and when, and the way to the record. */
export function EvidenceRow({ item }: { item: EvidenceItem }) {
  const say = useText();
  const { formats } = useLanguage();
  const day = item.at && formats.day(item.at);
  return (
    <li className={style.item}>
      {item.quote && (
        <blockquote className={style.quote} dir="auto" lang="">
          {item.quote}
        </blockquote>
      )}
      <p className={style.source}>
        <Words>{item.what}</Words>
        {/* Where the words name the day already, it is not said twice. */}
        {item.at && day && !item.what.includes(day) && <time dateTime={item.at}>{day}</time>}
        {item.url && (
          <a href={item.url} target="_blank" rel="noopener noreferrer">
            {say("evidence.crm")}
          </a>
        )}
      </p>
    </li>
  );
}
