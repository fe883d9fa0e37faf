import { useEffect, useState, type ReactNode } from "react";
import { AIButton } from "@/components/AIButton/AIButton";
import { Tour } from "@/help/Tour";
import { WELCOME, type TourStep } from "@/help/tour";
import { useText } from "./text";
import style from "./Shell.module.css";

interface Props {
  title: string;
  /** One sentence on what the page is for. */
  lead?: ReactNode;
  /** Buttons beside the title. */
  children?: ReactNode;
  /** What is shown on first use, and again when asked for. */
  tour?: PageTour;
}

interface PageTour {
  /** Under which the browser remembers that it was seen. */
  name: string;
  steps: readonly TourStep[];
  /** Whether the page's parts are there. */
  ready: boolean;
}

/** The head of every page: its name, in the window too, and what can be done with the whole of it. */
export function PageHead({ title, lead, children, tour }: Props) {
  const say = useText();
  const [again, setAgain] = useState(false);
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <header className={style.pageHead}>
      <div>
        <h1>{title}</h1>
        {lead && <p>{lead}</p>}
      </div>
      {(children || tour) && (
        <div className={style.pageActions}>
          {children}
          {tour && (
            <AIButton size="small" kind="quiet" disabled={!tour.ready} onClick={() => setAgain(true)}>
              {say("tour")}
            </AIButton>
          )}
        </div>
      )}
      {tour && <Tour {...tour} after={WELCOME} again={again} onClose={() => setAgain(false)} />}
    </header>
  );
}
