import { QueryClient } from "@tanstack/react-query";
import { asProblem } from "./problem";

/** What is fetched is kept for the page: shown at once when it is asked for again, and refreshed behind it. */
export function queryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // Whether there is a network only trying tells; to wait in silence for one tells nobody anything.
        networkMode: "always",
        refetchOnReconnect: true,
        staleTime: 15_000,
        gcTime: 10 * 60_000,
        retry: (failures, error) => failures < 2 && asProblem(error).passing,
        retryDelay: (attempt, error) => (asProblem(error).retryAfter ?? Math.min(8, 2 ** attempt)) * 1_000,
      },
      mutations: { networkMode: "always", retry: false },
    },
  });
}
