import type { ComponentType } from "react";
import type { BlockOf, Card, Kind } from "./card";

/** How one kind of block is shown. A file in `blocks/` whose default export is one is found by being there. */
export interface BlockView<K extends Kind = Kind> {
  kind: K;
  /** Where a wide card puts it; a narrow one shows them in the order top, main, side. */
  slot: "top" | "main" | "side";
  Block: ComponentType<{ block: BlockOf<K> }>;
  /** Whether there is anything to show. */
  says?: (block: BlockOf<K>, card: Card) => boolean;
}

export function defineBlock<K extends Kind>(view: BlockView<K>): BlockView<K> {
  return view;
}
