import { texts } from "@/i18n/texts";
import type en from "./locales/en.json";

/** Few words of the frame's own: those of the whole page come when a trait is corrected. */
export const useText = texts<typeof en>("frame");
