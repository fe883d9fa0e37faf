import { setupI18n, type I18n, type Messages } from "@lingui/core";
import { use } from "react";
import { catalog } from "./catalogs";
import { useLanguage } from "./language";
import type { Language } from "./languages";

type Values = Record<string, string | number>;

/** Says the text of a key, its placeholders filled in; plurals follow the language's own rules. */
export type Say<Key extends string> = (key: Key, values?: Values) => string;

const speakers = new WeakMap<Messages, I18n>();

/**
 * Returns a hook that says the texts of one catalog, with its keys checked by the compiler:
 *
 * ```ts
 * import type en from "./locales/en.json";
 * export const useText = texts<typeof en>("coach"); // the folder that holds `locales`
 * ```
 *
 * The component that calls it waits (Suspense) until the catalog of its language is there.
 */
export function texts<Catalog extends Record<string, string>>(
  name: string,
): () => Say<keyof Catalog & string> {
  return function useText() {
    const { language } = useLanguage();
    const speaker = speakerOf(use(catalog(name, language)), language);
    return (key, values) => speaker._(key, values);
  };
}

function speakerOf(messages: Messages, language: Language): I18n {
  let speaker = speakers.get(messages);
  if (!speaker) {
    speaker = setupI18n({ locale: language, messages: { [language]: messages } });
    speakers.set(messages, speaker);
  }
  return speaker;
}
