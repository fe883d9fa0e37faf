import { createContext, useContext } from "react";
import type { Estimate } from "../card/types";
import type { Texts } from "./catalog";
import { de } from "./de";
import { en } from "./en";
import { es } from "./es";
import { fr } from "./fr";

const CATALOGS: Readonly<Record<string, Texts>> = { de, en, es, fr };

/** Texts and notations of one language. */
export interface Speech {
  t: Texts;
  /** Its tag: one of the languages that there are texts in. */
  language: string;
  /** A share of one as whole percent: the interval beside it is wider than any decimal. */
  percent: (share: number) => string;
  /** A share with its interval. */
  likely: (estimate: Pick<Estimate, "value" | "low" | "high">) => string;
  day: (iso: string) => string;
  /** The name of a day, 0 for Monday. */
  weekday: (day: number) => string;
  /** A key of the data as words: `stage_changes` → `stage changes`. */
  plain: (key: string) => string;
}

export function speechOf(locale: string | undefined): Speech {
  const language = (locale ?? "en").toLowerCase().split(/[-_]/)[0] ?? "en";
  const spoken = language in CATALOGS ? language : "en";
  const t = CATALOGS[spoken] ?? en;
  const whole = new Intl.NumberFormat(spoken, { style: "percent", maximumFractionDigits: 0 });
  const percent = (share: number) => whole.format(share);
  const day = new Intl.DateTimeFormat(spoken, {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });
  const weekday = new Intl.DateTimeFormat(spoken, { weekday: "short", timeZone: "UTC" });
  return {
    t,
    language: spoken,
    percent,
    likely: ({ value, low, high }) => t.likely(percent(value), percent(low), percent(high)),
    day: (iso) => day.format(new Date(iso)),
    weekday: (at) => weekday.format(Date.UTC(2024, 0, 1 + at)), // that January began on a Monday
    plain: (key) => key.replaceAll("_", " "),
  };
}

const Context = createContext<Speech>(speechOf("en"));

export const SpeechProvider = Context.Provider;

export const useSpeech = (): Speech => useContext(Context);
