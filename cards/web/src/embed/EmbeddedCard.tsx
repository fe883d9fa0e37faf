import { QueryClientProvider } from "@tanstack/react-query";
import { createElement, Suspense, use, useState } from "react";
import { queryClient } from "@/api/queries";
import { AIErrorBoundary } from "@/components/AIErrorBoundary/AIErrorBoundary";
import { AIInsightCard } from "@/components/AIInsightCard/AIInsightCard";
import { LanguageProvider } from "@/i18n/language";
import { LiveConnection } from "@/live/LiveConnection";
import { Returning } from "@/live/Returning";
import { page } from "@/live/surroundings";
import { LiveProvider } from "@/live/useLive";
import { faceOf } from "./embedded";
import { Over } from "./Over";
import { Plain } from "./Plain";
import type { Opened } from "./session";

/** One card in a frame of a CRM. `session` is null where the address held no token. */
export function EmbeddedCard({ session }: { session: Promise<Opened> | null }) {
  const [queries] = useState(queryClient);
  const [live] = useState(() => new LiveConnection(page));
  return (
    <QueryClientProvider client={queries}>
      <LanguageProvider>
        <Suspense fallback={null}>
          <AIErrorBoundary>
            <Suspense fallback={<AIInsightCard card={undefined} />}>
              {session ? (
                <LiveProvider value={live}>
                  <Returning />
                  <main>
                    <Signed session={session} />
                  </main>
                </LiveProvider>
              ) : (
                <Over />
              )}
            </Suspense>
          </AIErrorBoundary>
        </Suspense>
      </LanguageProvider>
    </QueryClientProvider>
  );
}

function Signed({ session }: { session: Promise<Opened> }) {
  const opened = use(session);
  return createElement(faceOf(opened) ?? Plain, { opened });
}
