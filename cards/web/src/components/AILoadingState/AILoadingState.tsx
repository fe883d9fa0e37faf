import { useText } from "../text";
import style from "./AILoadingState.module.css";

/** How far the work behind it is, as the server says it. */
export interface Progress {
  state: "queued" | "running";
  /** Steps done and in all; left out where the job does not say. */
  done?: number | undefined;
  total?: number | undefined;
}

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
  if (!progress) {
    return (
      <p role="status" className="spoken">
        {label}
      </p>
    );
  }
  const { done, total } = progress;
  const known = done !== undefined && total !== undefined && total > 0;
  const words =
    progress.state === "queued"
      ? say("loading.queued")
      : known
        ? say("loading.progress", { done, total })
        : say("loading.running");
  return (
    <div className={style.progress}>
      <p role="status">{words}</p>
      <progress aria-label={label} {...(known ? { value: done, max: total } : {})} />
    </div>
  );
}
