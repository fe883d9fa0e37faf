import { Suspense, type ReactNode } from "react";
import { AIErrorBoundary } from "@/components/AIErrorBoundary/AIErrorBoundary";
import { LanguageProvider } from "@/i18n/language";
import { bestLanguage } from "@/i18n/languages";
import { Answered } from "./Answered";
import { gallery } from "./states";

/**
 * Every component in every state, from fixtures: `?of=AIButton` shows one, `&dialog=asking` what it opens above the
 * page, `?language=de` another language.
 */
export function Gallery() {
  const asked = new URLSearchParams(window.location.search);
  const only = asked.get("of");
  const dialog = asked.get("dialog");
  const shown = gallery.filter(({ of }) => only === null || of === only);
  return (
    <Answered answers={[]}>
      <LanguageProvider fixed={bestLanguage([asked.get("language") ?? "en"])}>
        <main className="gallery">
          <h1>{only ?? "Gallery"}</h1>
          {shown.map(({ of, states, dialogs = {} }) => (
            <section key={of} aria-label={of}>
              {only === null && (
                <h2>
                  <a href={`?of=${of}`}>{of}</a>
                </h2>
              )}
              {Object.entries(dialog === null ? states : dialogs)
                .filter(([name]) => dialog === null || name === dialog)
                .map(([name, State]) => (
                  <Shown key={name} name={name}>
                    <State />
                  </Shown>
                ))}
              {dialog === null && (
                <ul>
                  {Object.keys(dialogs).map((name) => (
                    <li key={name}>
                      <a href={`?${new URLSearchParams({ of, dialog: name }).toString()}`} data-dialog={name}>
                        {name}
                      </a>
                    </li>
                  ))}
                </ul>
              )}
            </section>
          ))}
        </main>
      </LanguageProvider>
    </Answered>
  );
}

function Shown({ name, children }: { name: string; children: ReactNode }) {
  return (
    <figure data-state={name}>
      <figcaption>{name}</figcaption>
      <AIErrorBoundary>
        <Suspense fallback={<p data-waiting="">waiting</p>}>{children}</Suspense>
      </AIErrorBoundary>
    </figure>
  );
}
