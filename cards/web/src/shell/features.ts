import type { Feature } from "./feature";

const found = import.meta.glob<{ default: Feature }>("../features/*/index.ts", { eager: true });

/** Every feature of the workspace, in the order of the navigation. */
export const features: readonly Feature[] = Object.values(found)
  .map((module) => module.default)
  .sort((a, b) => (a.nav?.order ?? Infinity) - (b.nav?.order ?? Infinity));
