import { keptNames } from "./kept";

/** One step of the first-use tour of a page. */
export interface TourStep {
  /** Marks the element it is about: `data-tour="NAME"` on it. A step whose element is not there is left out. */
  at: string;
  title: string;
  text: string;
}

const kept = keptNames("crm-ai:tours");

/** Tours that were seen to the end or put away, by name. */
export const seenTours = {
  has: (name: string): boolean => kept.get().includes(name),
  add: (name: string): void => kept.set([...new Set([...kept.get(), name])]),
};
