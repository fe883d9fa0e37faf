import { texts } from "@/i18n/texts";
import type en from "./locales/en.json";

export const useText = texts<typeof en>("alerts");
