import type { ReactNode } from "react";

/** Every state of one component or page, by its name: `NAME.states.tsx` beside it is found by being there. */
export interface States {
  /** What it shows, as people call it: the component's name. */
  of: string;
  states: Readonly<Record<string, () => ReactNode>>;
  /** What stands above the page and keeps from it: each is shown alone. */
  dialogs?: Readonly<Record<string, () => ReactNode>>;
  /** Catalogs it needs beside `components`. */
  catalogs?: readonly string[];
}

export function defineStates(states: States): States {
  return states;
}

const found = import.meta.glob<{ default: States }>("../**/*.states.tsx", { eager: true });

export const gallery: readonly States[] = Object.values(found)
  .map((module) => module.default)
  .sort((a, b) => a.of.localeCompare(b.of));
