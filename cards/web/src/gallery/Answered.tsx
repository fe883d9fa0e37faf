import { onlineManager, QueryClient, QueryClientProvider, type QueryKey } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";

// Nobody is there to ask: what is not answered below stays on its way.
onlineManager.setOnline(false);

interface Props {
  /** Answers by their keys; an error is what the question failed with. */
  answers: readonly (readonly [key: QueryKey, answer: unknown])[];
  children: ReactNode;
}

/** What fetches, with the server's answers there already. */
export function Answered({ answers, children }: Props) {
  const [client] = useState(() => answered(answers));
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}

function answered(answers: Props["answers"]): QueryClient {
  const client = new QueryClient({
    defaultOptions: { queries: { staleTime: Infinity, gcTime: Infinity, retry: false, retryOnMount: false } },
  });
  for (const [queryKey, answer] of answers) {
    if (answer instanceof Error)
      client
        .getQueryCache()
        .build(client, { queryKey })
        .setState({ status: "error", error: answer, fetchStatus: "idle" });
    else client.setQueryData(queryKey, answer);
  }
  return client;
}
