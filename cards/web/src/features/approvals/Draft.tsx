import type { Model } from "@/api/client";
import { useLanguage } from "@/i18n/language";
import style from "./approvals.module.css";
import { Content } from "./Content";
import { Decide } from "./Decide";
import { Diff } from "./Diff";
import { useText } from "./text";

interface Props {
  of: Model<"EntryOut">;
  /** Who decides; null: whoever looks may not. */
  by: string | null;
}

export function Draft({ of: one, by }: Props) {
  const say = useText();
  const { formats } = useLanguage();
  const { latest } = one;
  const title = `draft-${one.id}`;
  return (
    <article data-tour="draft" className={style.draft} aria-labelledby={title}>
      <header>
        <h2 id={title}>
          <span className={style.kind}>{say(`kind.${one.kind}`)}</span> {one.id}
        </h2>
        <p className={style.soft}>
          {say("by", { n: latest.number, author: latest.author, when: formats.moment(latest.at) })}
        </p>
      </header>
      <Content of={latest.content} />
      {latest.note && (
        <p className={style.soft} dir="auto">
          {say("note", { note: latest.note })}
        </p>
      )}
      <p className={style.soft}>{one.in_use === null ? say("new") : say("inUse", { n: one.in_use })}</p>
      {one.in_use !== null && <Diff id={one.id} from={one.in_use} to={latest.number} />}
      {by !== null && <Decide id={one.id} by={by} />}
    </article>
  );
}
