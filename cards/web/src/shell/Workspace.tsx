import { QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { RouterProvider } from "react-router/dom";
import { queryClient } from "@/api/queries";
import { Relabelled } from "@/cards/Relabelled";
import { LanguageProvider } from "@/i18n/language";
import { LiveConnection } from "@/live/LiveConnection";
import { Returning } from "@/live/Returning";
import { page } from "@/live/surroundings";
import { LiveProvider } from "@/live/useLive";
import { SessionProvider } from "@/session/session";
import { router } from "./router";

/** The whole workspace. */
export function Workspace() {
  const [queries] = useState(queryClient);
  const [routes] = useState(router);
  const [live] = useState(() => new LiveConnection(page));
  return (
    <QueryClientProvider client={queries}>
      <LanguageProvider>
        <SessionProvider>
          <LiveProvider value={live}>
            <Returning />
            <RouterProvider router={routes} />
            <Relabelled />
          </LiveProvider>
        </SessionProvider>
      </LanguageProvider>
    </QueryClientProvider>
  );
}
