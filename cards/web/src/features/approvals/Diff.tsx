import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, dataOf } from "@/api/client";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import style from "./approvals.module.css";
import { useText } from "./text";

/** How the draft differs from the version in use; looked up when somebody asks. */
export function Diff({ id, from, to }: { id: string; from: number; to: number }) {
  const say = useText();
  const [open, setOpen] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ["approvals-diff", id, from, to],
    queryFn: () =>
      dataOf(
        api.GET("/api/ai/objection-handler/library/{entryId}/diff", {
          params: { path: { entryId: id }, query: { a: from, b: to } },
        }),
      ),
    enabled: open,
  });
  return (
    <div data-tour="changes">
      <AIButton size="small" kind="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
        {say("diffShow")}
      </AIButton>
      {open &&
        (error ? (
          <AIErrorState error={error} onRetry={() => void refetch()} compact />
        ) : !data ? (
          <AILoadingState shape="list" rows={3} label={say("diff")} />
        ) : (
          <Patch text={data.diff} />
        ))}
    </div>
  );
}

/** A patch, whose signs are said as words to whoever doesn't see its colours. */
export function Patch({ text }: { text: string }) {
  const say = useText();
  const lines = changesOf(text);
  if (lines.length === 0) return <p className={style.soft}>{say("diffNone")}</p>;
  return (
    <ul className={style.patch} aria-label={say("diff")}>
      {lines.map((line, place) => (
        <li key={place} className={style[signs[line.charAt(0)] ?? "same"]}>
          <span aria-hidden="true">{line.charAt(0)} </span>
          {signs[line.charAt(0)] === "added" && <span className="spoken">{say("added")} </span>}
          {signs[line.charAt(0)] === "removed" && <span className="spoken">{say("removed")} </span>}
          <span dir="auto">{line.slice(1)}</span>
        </li>
      ))}
    </ul>
  );
}

const signs: Readonly<Record<string, "added" | "removed">> = { "+": "added", "-": "removed" };

/** The lines without the two that name the files and those that say where a part stands. */
function changesOf(text: string): string[] {
  return text
    .split("\n")
    .slice(2)
    .filter((line) => line !== "" && !line.startsWith("@@"));
}
