import { QueryClientProvider } from "@tanstack/react-query";
import { act, render, type RenderResult } from "@testing-library/react";
import { Suspense, type ReactNode } from "react";
import { queryClient } from "@/api/queries";
import { catalog } from "@/i18n/catalogs";
import { LanguageProvider } from "@/i18n/language";
import type { Language } from "@/i18n/languages";

/** What every part of the workspace stands in: texts, fetched data, and a place to wait. */
export function Surrounded({ children, language = "en" }: { children: ReactNode; language?: Language }) {
  return (
    <QueryClientProvider client={queryClient()}>
      <LanguageProvider fixed={language}>
        <Suspense fallback={<p>waiting</p>}>{children}</Suspense>
      </LanguageProvider>
    </QueryClientProvider>
  );
}

/** Renders with the texts of `catalogs` there (`components` always is) and everything pending done. */
export async function show(
  children: ReactNode,
  { language = "en", catalogs = [] }: { language?: Language; catalogs?: readonly string[] } = {},
): Promise<RenderResult> {
  await Promise.all(["components", ...catalogs].map((name) => catalog(name, language)));
  return act(async () => {
    const shown = render(<Surrounded language={language}>{children}</Surrounded>);
    await Promise.resolve();
    return shown;
  });
}
