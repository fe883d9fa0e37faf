import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useLanguage } from "@/i18n/language";
import { CARDS } from "./useInsightCard";

/**
 * Cards come with their headings and buttons in the reader's language: in another one they are fetched anew.
 * It stands behind the cards, which have to know of the language before they fetch.
 */
export function Relabelled() {
  const queries = useQueryClient();
  const { language } = useLanguage();
  const spoken = useRef(language);
  useEffect(() => {
    if (spoken.current === language) return;
    spoken.current = language;
    void queries.invalidateQueries({ queryKey: [CARDS] });
  }, [language, queries]);
  return null;
}
