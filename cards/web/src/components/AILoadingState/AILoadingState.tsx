import { useLanguage } from "@/i18n/language";
import { useText } from "../text";
import style from "./AILoadingState.module.css";

/** How far the work behind it is, as the server says it. */
export interface Progress {
  state: "queued" | "running";
  /** Where it is; left out where the job does not say. */
  step?: Step | null | undefined;
}

export interface Step {
  /** One of the words that have a text here; another is left unsaid. */
  name: string;
  /** Which of how many steps, from 1. */
  number: number;
  of: number;
  /** How much of the step is done, where it can be counted. */
  done?: number | null | undefined;
  total?: number | null | undefined;
}

const STEPS = ["read", "measure", "study", "compare", "decide", "word", "keep"] as const;

interface Props {
  /** What will stand here: it takes the same room, so that nothing jumps when it comes. */
  shape?: "card" | "list" | "table" | "chart" | "line";
  /** Lines, rows or items to hold room for. */
  rows?: number;
  progress?: Progress | undefined;
  /** Says what is awaited; "Loading" otherwise. */
  label?: string | undefined;
}

/** Holds the room of what is coming; with a job behind it, shows how far that job really is. */
export function AILoadingState({ shape = "card", rows = 3, progress, label }: Props) {
  const say = useText();
  return (
    <div className={style.loading} data-shape={shape} aria-busy="true">
      <Said progress={progress} label={label ?? say("loading.label")} />
      <div className={style.skeleton} aria-hidden="true">
        {shape === "card" && (
          <>
            <span className={style.heading} />
            <span className={style.figure} />
          </>
        )}
        {shape === "chart" && <span className={style.chart} />}
        {shape !== "chart" &&
          Array.from({ length: rows }, (_, row) => <span key={row} className={style.row} />)}
      </div>
    </div>
  );
}

function Said({ progress, label }: { progress: Progress | undefined; label: string }) {
  const say = useText();
  const { formats } = useLanguage();
  if (!progress) {
    return (
      <p role="status" className="spoken">
        {label}
      </p>
    );
  }
  const step = progress.state === "running" ? progress.step : null;
  const name = STEPS.find((one) => one === step?.name);
  const words = progress.state === "queued" ? say("loading.queued") : say("loading.running");
  return (
    <div className={style.progress}>
      <div className={style.words}>
        <p role="status">{name ? say(`loading.step.${name}`) : words}</p>
        {step && (
          <p className={style.place}>
            {isCounted(step)
              ? say("loading.counted", {
                  number: step.number,
                  of: step.of,
                  done: formats.number(step.done),
                  total: formats.number(step.total),
                })
              : say("loading.place", { number: step.number, of: step.of })}
          </p>
        )}
      </div>
      <progress aria-label={label} {...(step ? { value: shareOf(step), max: 1 } : {})} />
    </div>
  );
}

const isCounted = (step: Step): step is Step & { done: number; total: number } =>
  typeof step.done === "number" && typeof step.total === "number" && step.total > 0;

/** The share of the whole that is done: the steps before this one, and what is counted of this one. */
const shareOf = (step: Step): number =>
  (step.number - 1 + (isCounted(step) ? step.done / step.total : 0)) / step.of;
