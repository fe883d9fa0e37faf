import { useLanguage } from "@/i18n/language";
import style from "./approvals.module.css";
import { useText } from "./text";

/** What an entry says: a claim's sentence, or an answer's sentences, its ask and its reason. */
export function Content({ of: content }: { of: Readonly<Record<string, unknown>> }) {
  const say = useText();
  const { formats } = useLanguage();
  const sentences = listOf(content["sentences"]).map((one) =>
    typeof one === "string" ? one : say("claimOf", { id: claimOf(one) }),
  );
  const lines = [textOf(content["text"]), ...sentences, textOf(content["ask"])].filter(Boolean);
  const topics = listOf(content["topics"]).filter((one) => typeof one === "string");
  const why = textOf(content["why"]);
  return (
    <>
      <blockquote className={style.said} dir="auto">
        {lines.map((line, place) => (
          <p key={place}>{line}</p>
        ))}
      </blockquote>
      {topics.length > 0 && (
        <p className={style.soft}>
          {say("topics", { topics: formats.list(topics.map((one) => one.replaceAll("_", " "))) })}
        </p>
      )}
      {why && (
        <p className={style.soft} dir="auto">
          {say("why", { why })}
        </p>
      )}
    </>
  );
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const claimOf = (value: unknown): string =>
  typeof value === "object" && value !== null && "claim" in value ? textOf(value.claim) : "";
