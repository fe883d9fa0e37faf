import { useSyncExternalStore } from "react";

/** One step of the first-use tour of a page. */
export interface TourStep {
  /** Marks the element it is about: `data-tour="NAME"` on it. A step whose element is not there is left out. */
  at: string;
  title: string;
  text: string;
}

/** The tour that comes before those of pages. */
export const WELCOME = "welcome";

const KEPT = "crm-ai:tours";
/** Stands among the names for all of them, those of pages to come as well. */
const ALL = "*";

/** What storage would not take. */
let here: readonly string[] = [];
const listeners = new Set<() => void>();

/** Tours that were seen to the end or put away; in a frame whose storage is closed they last as long as the page. */
export const seenTours = {
  has: (name: string): boolean => {
    const names = [...here, ...read()];
    return names.includes(name) || names.includes(ALL);
  },
  add: (name: string): void => {
    const names = [...new Set([...here, ...read(), name])];
    try {
      localStorage.setItem(KEPT, JSON.stringify(names));
    } catch {
      here = names;
    }
    for (const listener of listeners) listener();
  },
  addAll: (): void => seenTours.add(ALL),
};

/** Whether a tour was seen; draws anew when that changes. */
export const useSeenTour = (name: string): boolean =>
  useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    () => seenTours.has(name),
  );

function read(): readonly string[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
    return Array.isArray(found) ? found.filter((name) => typeof name === "string") : [];
  } catch {
    return [];
  }
}
