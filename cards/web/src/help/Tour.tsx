import { useEffect, useId, useState, type KeyboardEvent } from "react";
import { AIButton } from "@/components/AIButton/AIButton";
import { useText } from "@/components/text";
import { seenTours, type TourStep } from "./tour";
import style from "./Tour.module.css";

interface Props {
  /** Under which the browser remembers that it was seen. */
  name: string;
  steps: readonly TourStep[];
  /** Shown once its page is whole; a tour through a skeleton helps nobody. */
  ready?: boolean;
}

/** The tour of a page, on first use: a note at the foot of the window that walks from part to part. */
export function Tour({ name, steps, ready = true }: Props) {
  const [open, setOpen] = useState(() => !seenTours.has(name));
  if (!open || !ready) return null;
  return (
    <Walk
      steps={steps}
      onClose={() => {
        seenTours.add(name);
        setOpen(false);
      }}
    />
  );
}

const find = (step: TourStep) => document.querySelector<HTMLElement>(`[data-tour="${CSS.escape(step.at)}"]`);

function Walk({ steps, onClose }: { steps: readonly TourStep[]; onClose: () => void }) {
  const say = useText();
  const title = useId();
  // Only after the page is drawn can one know which of its parts are there.
  const [there, setThere] = useState<readonly TourStep[]>([]);
  const [place, setPlace] = useState(0);
  useEffect(() => {
    const frame = requestAnimationFrame(() => setThere(steps.filter(find)));
    return () => cancelAnimationFrame(frame);
  }, [steps]);

  const step = there[place];
  useEffect(() => {
    const target = step && find(step);
    if (!target) return undefined;
    target.setAttribute("data-toured", "");
    target.scrollIntoView({ block: "center" });
    return () => {
      target.removeAttribute("data-toured");
    };
  }, [step]);

  if (!step) return null;
  const last = place === there.length - 1;
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Escape") onClose();
  };
  return (
    // Not modal: the page stays usable, and the note comes last in its order. Escape is a second way out.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <aside className={style.note} aria-labelledby={title} onKeyDown={keys}>
      <p className={style.count}>{say("tour.count", { n: place + 1, of: there.length })}</p>
      <div aria-live="polite">
        <h2 id={title}>{step.title}</h2>
        <p>{step.text}</p>
      </div>
      <div className={style.bar}>
        <AIButton size="small" kind="quiet" onClick={onClose}>
          {say("tour.skip")}
        </AIButton>
        {place > 0 && (
          <AIButton size="small" onClick={() => setPlace(place - 1)}>
            {say("tour.back")}
          </AIButton>
        )}
        <AIButton size="small" kind="primary" onClick={() => (last ? onClose() : setPlace(place + 1))}>
          {say(last ? "tour.done" : "tour.next")}
        </AIButton>
      </div>
    </aside>
  );
}
