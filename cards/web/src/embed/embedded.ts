import { lazy, type ComponentType } from "react";
import type { Opened } from "./session";

/** A kind of card with a face of its own in frames; `features/NAME/embed.ts` whose default export is one is found. */
export interface Embedded {
  kind: string;
  /** The type of record it is for, where the kind has more than one; the others show the card as it is. */
  recordType?: string;
  load: () => Promise<{ default: ComponentType<{ opened: Opened }> }>;
}

export function defineEmbedded(embedded: Embedded): Embedded {
  return embedded;
}

const found = import.meta.glob<{ default: Embedded }>("../features/*/embed.ts", { eager: true });

const faces = Object.values(found).map(({ default: { load, ...of } }) => ({ ...of, Face: lazy(load) }));

/** Returns what shows a frame's card; null where it is shown as it is. */
export function faceOf({ kind, record_type }: Opened): ComponentType<{ opened: Opened }> | null {
  const fits = faces.find((one) => one.kind === kind && (one.recordType ?? record_type) === record_type);
  return fits?.Face ?? null;
}
