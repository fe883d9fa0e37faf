import type { ReactNode } from "react";
import { Disclosure } from "@/components/Disclosure/Disclosure";
import { useText } from "@/components/text";
import style from "./HelpTip.module.css";

interface Props {
  /** What the help is about, for screen readers: "Chance to win". */
  about: string;
  /** A few sentences; may hold a link to the guide. */
  children: ReactNode;
}

/**
 * Help where a question comes up: a question mark that opens a few sentences in place. In place, because what floats
 * is cut off in a CRM's narrow frame, and hovering is not for everybody.
 */
export function HelpTip({ about, children }: Props) {
  const say = useText();
  return (
    <Disclosure
      className={style.mark}
      label={say("help.about", { about })}
      summary={<span aria-hidden="true">?</span>}
    >
      <div className={style.help} role="note">
        {children}
      </div>
    </Disclosure>
  );
}
