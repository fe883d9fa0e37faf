import { useLanguage } from "@/i18n/language";
import { useText } from "./text";

const LEAST = 0.001;

/** A false discovery rate; none is ever zero. */
export function Q({ value }: { value: number }) {
  const say = useText();
  const { formats } = useLanguage();
  const written = (q: number) => formats.number(q, { maximumFractionDigits: 3 });
  return value < LEAST ? say("q.below", { q: written(LEAST) }) : written(value);
}
