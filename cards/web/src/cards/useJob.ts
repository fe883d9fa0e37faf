import { useQuery } from "@tanstack/react-query";
import { api, dataOf, type Model } from "@/api/client";
import type { Progress } from "@/components/AILoadingState/AILoadingState";
import { topic, useLiveQuery } from "@/live/useLive";

/** How far a job is; asked once a second while it runs, at once when the server says that it moved. */
export function useJob(id: string | null): Model<"JobOut"> | undefined {
  const key = ["job", id];
  const { data } = useQuery({
    queryKey: key,
    queryFn: () => dataOf(api.GET("/api/jobs/{jobId}", { params: { path: { jobId: id ?? "" } } })),
    enabled: id !== null,
    refetchInterval: ({ state }) => (isOver(state.data) ? false : 1_000),
    staleTime: 0,
  });
  useLiveQuery(id === null ? null : topic("job", id), key);
  return data;
}

/** What a loading state shows of a job; nothing once it is over. */
export function progressOf(job: Model<"JobOut"> | undefined): Progress | undefined {
  return job?.state === "queued" || job?.state === "running"
    ? { state: job.state, step: job.step }
    : undefined;
}

const isOver = (job: Model<"JobOut"> | undefined) => job?.state === "done" || job?.state === "failed";
