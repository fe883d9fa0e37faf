import type { ComponentType } from "react";
import type { Language } from "@/i18n/languages";
import type { Role } from "@/session/server";

/** One page of a feature. */
export interface Page {
  /** Below /app, e.g. `deals/:dealId`. */
  path: string;
  /** Loads the page when somebody goes there: `() => import("./DealPage")`, whose default export is shown. */
  load: () => Promise<{ default: ComponentType }>;
}

/** A feature's place in the workspace; `features/NAME/index.ts` whose default export is one is found by being there. */
export interface Feature {
  /** The folder's name, which is also the catalog of its texts. */
  name: string;
  pages: readonly Page[];
  /** Its entry in the navigation; a feature without one is reached from others. */
  nav?: {
    path: string;
    /** Where it stands among the others; smaller is higher. */
    order: number;
    /** From the feature's `nav.json`: it is shown before any catalog is there. */
    label: Readonly<Record<Language, string>>;
    /** From the feature's `about.json`: what it is for, in a sentence, for the first tour. */
    about: Readonly<Record<Language, string>>;
    /** Who the first tour tells of it; `rep` where it is for everybody. */
    tells?: Role;
    /** Drawn in 20 by 20, one path. */
    icon: string;
    /** Starts the second group: what is looked after now and then. */
    apart?: boolean;
  };
}

export function defineFeature(feature: Feature): Feature {
  return feature;
}
