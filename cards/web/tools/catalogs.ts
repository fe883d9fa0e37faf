import { compileMessage } from "@lingui/message-utils/compileMessage";
import type { Plugin } from "vite";

const CATALOG = /\/locales\/[a-z]{2}\.json$/;

/** Compiles ICU messages (`locales/en.json`) while building, so that no browser needs a parser for them. */
export function catalogs(): Plugin {
  return {
    name: "catalogs",
    enforce: "pre",
    transform: {
      filter: { id: CATALOG },
      handler(source) {
        const messages = JSON.parse(source) as Record<string, string>;
        const compiled = Object.entries(messages).map(([key, text]) => [key, compileMessage(text)] as const);
        return { code: JSON.stringify(Object.fromEntries(compiled)), map: null };
      },
    },
  };
}
