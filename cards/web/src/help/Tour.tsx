import { useEffect, useEffectEvent, useId, useRef, useState, type KeyboardEvent } from "react";
import { AIButton } from "@/components/AIButton/AIButton";
import { useText } from "@/components/text";
import { seenTours, useSeenTour, type TourStep } from "./tour";
import style from "./Tour.module.css";

interface Props {
  /** Under which the browser remembers that it was seen. */
  name: string;
  steps: readonly TourStep[];
  /** Shown once its page is whole; a tour through a skeleton helps nobody. */
  ready?: boolean;
  /** Another tour that comes first. */
  after?: string;
  /** Asked for again by somebody who has seen it; `onClose` is told when it is over. */
  again?: boolean;
  onClose?: () => void;
}

/** The tour of a page, on first use: a note at the foot of the window that walks from part to part. */
export function Tour({ name, steps, ready = true, after, again = false, onClose }: Props) {
  const seen = useSeenTour(name);
  const turn = useSeenTour(after ?? name) || after === undefined;
  if (!ready || !(again || (turn && !seen))) return null;
  return (
    <Walk
      steps={steps}
      again={again}
      onClose={() => {
        seenTours.add(name);
        onClose?.();
      }}
    />
  );
}

const find = (at: string) => document.querySelector<HTMLElement>(`[data-tour="${CSS.escape(at)}"]`);
const main = () => document.getElementById("main");

interface WalkProps {
  steps: readonly TourStep[];
  again: boolean;
  onClose: () => void;
}

function Walk({ steps, again, onClose }: WalkProps) {
  const say = useText();
  const title = useId();
  const note = useRef<HTMLDivElement>(null);
  const there = useThere(steps);
  const [at, setAt] = useState(steps[0]?.at);
  const step = there.find((one) => one.at === at);
  const place = step ? there.indexOf(step) : 0;
  const go = (by: number) => setAt(there[place + by]?.at);
  const shown = step !== undefined;
  useEffect(() => {
    const target = shown && at !== undefined ? find(at) : null;
    if (!target) return undefined;
    target.setAttribute("data-toured", "");
    target.scrollIntoView({ block: "center", inline: "nearest" });
    return () => {
      target.removeAttribute("data-toured");
    };
  }, [at, shown]);

  const takeFocus = useEffectEvent(() => {
    const now = document.activeElement;
    // Whoever is at work elsewhere on the page is left there.
    if (again || now === document.body || now === main()) note.current?.focus({ preventScroll: true });
  });
  useEffect(() => {
    if (shown) takeFocus();
  }, [shown]);

  if (!step) return null;
  const last = place === there.length - 1;
  const close = () => {
    if (note.current?.contains(document.activeElement)) main()?.focus({ preventScroll: true });
    onClose();
  };
  const skipAll = () => {
    close();
    seenTours.addAll();
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Escape") close();
  };
  return (
    // Not modal: the page stays usable. Escape is a second way out.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      ref={note}
      className={style.note}
      role="dialog"
      aria-labelledby={title}
      tabIndex={-1}
      onKeyDown={keys}
      data-tour-note=""
    >
      <p className={style.count}>{say("tour.count", { n: place + 1, of: there.length })}</p>
      <div aria-live="polite">
        <h2 id={title}>{step.title}</h2>
        <p>{step.text}</p>
      </div>
      <div className={style.bar}>
        {!again && place === 0 && (
          <AIButton size="small" kind="quiet" className={style.never} onClick={skipAll}>
            {say("tour.skipAll")}
          </AIButton>
        )}
        {!last && (
          <AIButton size="small" kind="quiet" onClick={close}>
            {say("tour.skip")}
          </AIButton>
        )}
        {place > 0 && (
          <AIButton size="small" onClick={() => go(-1)}>
            {say("tour.back")}
          </AIButton>
        )}
        <AIButton size="small" kind="primary" onClick={() => (last ? close() : go(1))}>
          {say(last ? "tour.done" : "tour.next")}
        </AIButton>
      </div>
    </div>
  );
}

/** The steps whose parts are on the page; parts come and go while it loads. */
function useThere(steps: readonly TourStep[]): readonly TourStep[] {
  const [there, setThere] = useState<readonly string[]>([]);
  const look = useEffectEvent(() => {
    const found = steps.map(({ at }) => at).filter(find);
    if (found.join() !== there.join()) setThere(found);
  });
  useEffect(() => {
    let frame = requestAnimationFrame(look);
    const watcher = new MutationObserver(() => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(look);
    });
    watcher.observe(document.body, { childList: true, subtree: true });
    return () => {
      watcher.disconnect();
      cancelAnimationFrame(frame);
    };
  }, []);
  return steps.filter(({ at }) => there.includes(at));
}
