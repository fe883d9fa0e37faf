import type { Language } from "./languages";

/** Numbers and dates as a language writes them. */
export interface Formats {
  number: (value: number, options?: Intl.NumberFormatOptions) => string;
  /** A share between 0 and 1 as whole percent. */
  percent: (share: number) => string;
  /** Two shares as "48–74 %", the way the language writes ranges. */
  percentRange: (low: number, high: number) => string;
  money: (amount: number, currency: string) => string;
  /** A day, e.g. "3 Nov 2026". */
  day: (at: string | Date) => string;
  /** A moment with its time of day. */
  moment: (at: string | Date) => string;
  /** How long ago or how far ahead, e.g. "3 days ago". */
  relative: (at: string | Date, now?: Date) => string;
  list: (items: readonly string[]) => string;
  /** A day of the week; 0 is Monday. */
  weekday: (day: number) => string;
}

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

const made = new Map<Language, Formats>();

/** Returns the formats of a language; made once, because Intl's constructors are slow. */
export function formats(language: Language): Formats {
  const known = made.get(language);
  if (known) return known;
  const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 });
  // English that the whole world reads the same way, and that the engine's own sentences use: day before month.
  const dated = language === "en" ? "en-GB" : language;
  const day = new Intl.DateTimeFormat(dated, { dateStyle: "medium" });
  const moment = new Intl.DateTimeFormat(dated, { dateStyle: "medium", timeStyle: "short" });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const list = new Intl.ListFormat(language);
  const weekday = new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" });
  const fresh: Formats = {
    number: (value, options) => new Intl.NumberFormat(language, options).format(value),
    percent: (share) => percent.format(share),
    percentRange: (low, high) => percent.formatRange(low, high),
    money: (amount, currency) =>
      new Intl.NumberFormat(language, { style: "currency", currency, maximumFractionDigits: 0 }).format(
        amount,
      ),
    day: (at) => short(day.format(dateOf(at))),
    moment: (at) => short(moment.format(dateOf(at))),
    relative: (at, now = new Date()) => {
      const seconds = (dateOf(at).getTime() - now.getTime()) / 1_000;
      const [unit, size] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? ["minute", 60];
      return relative.format(Math.round(seconds / size), unit);
    },
    list: (items) => list.format(items),
    // The first of January 2024 was a Monday.
    weekday: (day) => weekday.format(Date.UTC(2024, 0, 1 + day)),
  };
  made.set(language, fresh);
  return fresh;
}

/** British English alone gives September four letters. */
const short = (date: string): string => date.replace(/\bSept\b(?=[^.]|$)/, "Sep");

/** A date without a time (`2026-11-03`) is that day everywhere, not midnight in London. */
function dateOf(at: string | Date): Date {
  if (at instanceof Date) return at;
  return /^\d{4}-\d{2}-\d{2}$/.test(at) ? new Date(`${at}T12:00:00`) : new Date(at);
}
