import { texts } from "@/i18n/texts";
import type en from "./locales/en.json";

/** The words of an answer about one deal: a frame needs no others. */
export const useText = texts<typeof en>("explained");
