import { useInfiniteQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { api, dataOf } from "@/api/client";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import { useMay, useSession } from "@/session/session";
import { PageHead } from "@/shell/PageHead";
import { Nothing } from "@/components/Nothing/Nothing";
import style from "./approvals.module.css";
import { Draft } from "./Draft";
import { useText } from "./text";

const TOUR = ["draft", "changes", "decide"] as const;

/** Drafts of the objection library that were handed in, each with what it says, what changes and a decision. */
export default function ApprovalsPage() {
  const say = useText();
  const field = useId();
  const { user } = useSession();
  const mayDecide = useMay("manager");
  const [name, setName] = useState("");
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ["approvals"],
    queryFn: ({ pageParam }) =>
      dataOf(
        api.GET("/api/ai/objection-handler/library", {
          params: { query: { state: "in_review", after: pageParam, limit: 50 } },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const drafts = data?.pages.flatMap((page) => page.items);
  // Whoever came with a key has no name of their own, and every decision has somebody's name on it.
  const by = user?.name ?? name.trim();
  return (
    <>
      <PageHead
        title={say("title")}
        lead={say("lead")}
        tour={{
          name: "approvals",
          ready: Boolean(drafts?.length),
          steps: TOUR.map((at) => ({ at, title: say(`tour.${at}`), text: say(`tour.${at}.text`) })),
        }}
      />
      {error ? (
        <AIErrorState error={error} onRetry={() => void refetch()} />
      ) : !drafts ? (
        <AILoadingState rows={4} label={say("title")} />
      ) : drafts.length === 0 ? (
        <Nothing>{say("none")}</Nothing>
      ) : (
        <div className={style.stack}>
          {!user && mayDecide && (
            <div className={style.field}>
              <label htmlFor={field}>{say("who")}</label>
              <input
                id={field}
                value={name}
                maxLength={100}
                autoComplete="name"
                aria-describedby={`${field}-note`}
                onChange={(event) => setName(event.target.value)}
              />
              <p id={`${field}-note`} className={style.soft}>
                {say("whoNote")}
              </p>
            </div>
          )}
          {drafts.map((one) => (
            <Draft key={`${one.id} ${one.latest.number}`} of={one} by={mayDecide ? by : null} />
          ))}
          {hasNextPage && (
            <AIButton busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {say("more")}
            </AIButton>
          )}
        </div>
      )}
    </>
  );
}
