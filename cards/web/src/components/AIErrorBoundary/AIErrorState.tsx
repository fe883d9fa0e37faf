import { asProblem, OFFLINE } from "@/api/problem";
import { sentence } from "@/i18n/sentence";
import { AIButton } from "../AIButton/AIButton";
import { useText } from "../text";
import style from "./AIErrorState.module.css";

interface Props {
  error: unknown;
  onRetry?: (() => void) | undefined;
  /** Another try is under way. */
  retrying?: boolean;
  /** Beside content that stays in sight: one line instead of a panel. */
  compact?: boolean;
}

/** What went wrong, in the server's own sentence, and what to do about it. */
export function AIErrorState({ error, onRetry, retrying = false, compact = false }: Props) {
  const say = useText();
  const problem = asProblem(error);
  const offline = problem.code === OFFLINE;
  const title = offline
    ? say("error.offline")
    : problem.code === "unknown"
      ? say("error.broken")
      : sentence(problem.message);
  const hint = offline ? say("error.offlineHint") : problem.hint && sentence(problem.hint);
  return (
    <div role="alert" className={style.error} data-compact={compact || undefined}>
      <p className={style.title}>{title}</p>
      {hint && <p className={style.hint}>{hint}</p>}
      {problem.code !== "unknown" && !offline && (
        <p className={style.code}>{say("error.code", { code: problem.code })}</p>
      )}
      {onRetry && (
        <AIButton size="small" onClick={onRetry} busy={retrying}>
          {say("error.retry")}
        </AIButton>
      )}
    </div>
  );
}
