import { useQueryClient } from "@tanstack/react-query";
import { asProblem } from "@/api/problem";
import { useReturn } from "./useLive";

/** What could not be fetched while the server was away is fetched again once it is back, and its error goes. */
export function Returning() {
  const queries = useQueryClient();
  useReturn(() => {
    void queries.refetchQueries({
      type: "active",
      predicate: ({ state }) => state.status === "error" && asProblem(state.error).passing,
    });
  });
  return null;
}
