import type { ReactNode } from "react";
import { HelpTip } from "@/help/HelpTip";
import { useText } from "../text";
import { useCard } from "./card";
import style from "./blocks/blocks.module.css";
import { Words } from "../Words/Words";

interface SectionProps {
  title: string;
  /** Which text tells what the part is and how it came about. */
  help?: "list" | "changes" | "scorecard" | "chart" | "coverage" | "replies" | "network" | "evidence";
  children: ReactNode;
}

/** A part of a card under its own heading; a landmark for each of them would only be noise. */
export function Section({ title, help, children }: SectionProps) {
  const say = useText();
  return (
    <section className={style.section}>
      <div className={style.headed}>
        <Heading below={1} className={style.heading}>
          {title}
        </Heading>
        {help && (
          <HelpTip about={title}>
            <p>{say(`about.${help}`)}</p>
          </HelpTip>
        )}
      </div>
      {children}
    </section>
  );
}

interface HeadingProps {
  /** Levels below the card's title: 1 for its parts, 2 for what stands in a part. */
  below: 1 | 2;
  className?: string | undefined;
  /** Whether the insight's own words stand in it; else a label, which is in the reader's language. */
  words?: boolean;
  children: ReactNode;
}

/** A heading whose level follows the card's own, so that the page's outline has no gap. */
export function Heading({ below, className, words = false, children }: HeadingProps) {
  const { level } = useCard();
  const Tag = `h${level + below}` as "h2" | "h3" | "h4" | "h5";
  return words ? (
    <Words as={Tag} className={className}>
      {children}
    </Words>
  ) : (
    <Tag className={className} dir="auto">
      {children}
    </Tag>
  );
}

/** Remarks below a block. */
export function Notes({ notes }: { notes: readonly string[] | undefined }) {
  if (!notes?.length) return null;
  return (
    <ul className={style.notes}>
      {notes.map((note) => (
        <Words as="li" key={note}>
          {note}
        </Words>
      ))}
    </ul>
  );
}
