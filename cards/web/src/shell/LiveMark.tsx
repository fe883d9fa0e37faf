import type { LiveState } from "@/live/LiveConnection";
import { useLiveState } from "@/live/useLive";
import style from "./LiveMark.module.css";
import { useText } from "./text";

/** Says how the page hears of changes, as long as it listens for any. */
export function LiveMark() {
  return <LiveStateMark state={useLiveState()} />;
}

export function LiveStateMark({ state }: { state: LiveState }) {
  const say = useText();
  return (
    <p
      className={style.mark}
      data-state={state}
      role="status"
      title={state === "idle" ? "" : say(`live.why.${state}`)}
    >
      {state !== "idle" && say(`live.state.${state}`)}
    </p>
  );
}
