import { QueryClientProvider, type QueryClient } from "@tanstack/react-query";
import { createElement, Suspense, use, useState } from "react";
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

interface Props {
  /** Null where the address held no token. */
  session: Promise<Opened> | null;
  /** With what has been asked for already. */
  queries: QueryClient;
}

/** One card in a frame of a CRM. */
export function EmbeddedCard({ session, queries }: Props) {
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
