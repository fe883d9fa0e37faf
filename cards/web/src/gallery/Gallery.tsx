import { Suspense } from "react";
import { AIErrorBoundary } from "@/components/AIErrorBoundary/AIErrorBoundary";
import { LanguageProvider } from "@/i18n/language";
import { bestLanguage } from "@/i18n/languages";
import { Answered } from "./Answered";
import { gallery } from "./states";

/** Every component in every state, from fixtures: `?of=AIButton` shows one, `?language=de` another language. */
export function Gallery() {
  const asked = new URLSearchParams(window.location.search);
  const only = asked.get("of");
  const shown = gallery.filter(({ of }) => only === null || of === only);
  return (
    <Answered answers={[]}>
      <LanguageProvider fixed={bestLanguage([asked.get("language") ?? "en"])}>
        <main className="gallery">
          <h1>{only ?? "Gallery"}</h1>
          {shown.map(({ of, states }) => (
            <section key={of} aria-label={of}>
              {only === null && (
                <h2>
                  <a href={`?of=${of}`}>{of}</a>
                </h2>
              )}
              {Object.entries(states).map(([name, State]) => (
                <figure key={name} data-state={name}>
                  <figcaption>{name}</figcaption>
                  <AIErrorBoundary>
                    <Suspense fallback={<p data-waiting="">waiting</p>}>
                      <State />
                    </Suspense>
                  </AIErrorBoundary>
                </figure>
              ))}
            </section>
          ))}
        </main>
      </LanguageProvider>
    </Answered>
  );
}
