import { useQuery } from "@tanstack/react-query";
import { api, dataOf, type Model } from "@/api/client";
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

const isOver = (job: Model<"JobOut"> | undefined) => job?.state === "done" || job?.state === "failed";
