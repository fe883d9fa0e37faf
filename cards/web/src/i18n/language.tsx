import { createContext, use, useEffect, useMemo, useState, type ReactNode } from "react";
import { formats, type Formats } from "./formats";
import { bestLanguage, LANGUAGES, type Language } from "./languages";

const KEPT = "crm-ai:language";

interface Choice {
  readonly language: Language;
  readonly choose: (language: Language) => void;
  readonly formats: Formats;
}

const Context = createContext<Choice | null>(null);

/** Says in which language everything below speaks: `fixed`, else the one chosen before, else the browser's. */
export function LanguageProvider({ children, fixed }: { children: ReactNode; fixed?: Language | undefined }) {
  const [chosen, setChosen] = useState<Language>(() => preferredLanguage());
  const language = fixed ?? chosen;
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const value = useMemo<Choice>(
    () => ({
      language,
      choose: (next) => {
        keep(next);
        setChosen(next);
      },
      formats: formats(language),
    }),
    [language],
  );
  return <Context value={value}>{children}</Context>;
}

/** The language, how to choose another one, and its formats of numbers and dates. */
export function useLanguage(): Choice {
  const choice = use(Context);
  if (!choice) throw new Error("useLanguage needs a LanguageProvider above it");
  return choice;
}

/** The language chosen before, else the browser's. */
export function preferredLanguage(): Language {
  const kept = read();
  return kept && kept in LANGUAGES ? (kept as Language) : bestLanguage(navigator.languages);
}

// In a frame of another site storage may be closed; the choice then lasts as long as the page.
function read(): string | null {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

function keep(language: Language): void {
  try {
    localStorage.setItem(KEPT, language);
  } catch {
    // As above.
  }
}
