import type { Messages } from "@lingui/core";
import { known } from "@/api/known";
import type { Language } from "./languages";

// Every folder `locales` below src is found by being there; the folder that holds it names the catalog.
const files = import.meta.glob<{ default: Messages }>("../**/locales/*.json");

const loaders = new Map<string, (typeof files)[string]>(
  Object.entries(files).map(([path, load]) => {
    const [, catalog, language] = /([^/]+)\/locales\/(\w+)\.json$/.exec(path) ?? [];
    return [`${catalog}/${language}`, load] as const;
  }),
);
const loading = new Map<string, Promise<Messages>>();

/** Loads a catalog once. */
export function catalog(name: string, language: Language): Promise<Messages> {
  const key: string = `${name}/${language}`;
  let promise = loading.get(key);
  if (!promise) {
    const load = loaders.get(key);
    promise = known(
      load
        ? load().then((module) => module.default)
        : Promise.reject(new Error(`there is no catalog ${key}`)),
    );
    loading.set(key, promise);
  }
  return promise;
}
