import { lazy, type ComponentType } from "react";
import type { Opened } from "./session";

/** A kind of card with a face of its own in frames; `features/NAME/embed.ts` whose default export is one is found. */
export interface Embedded {
  kind: string;
  load: () => Promise<{ default: ComponentType<{ opened: Opened }> }>;
}

export function defineEmbedded(embedded: Embedded): Embedded {
  return embedded;
}

const found = import.meta.glob<{ default: Embedded }>("../features/*/embed.ts", { eager: true });

/** The faces by kind of insight; kinds without one show the card as it is. */
export const faces: ReadonlyMap<string, ComponentType<{ opened: Opened }>> = new Map(
  Object.values(found).map(({ default: face }) => [face.kind, lazy(face.load)]),
);
