/** A list of names that the browser keeps; in a frame whose storage is closed it lasts as long as the page. */
export function keptNames(key: string) {
  let here: string[] | null = null;
  return {
    get: (): readonly string[] => {
      here ??= read(key);
      return here;
    },
    set: (names: string[]): void => {
      here = names;
      try {
        localStorage.setItem(key, JSON.stringify(names));
      } catch {
        // As said above.
      }
    },
  };
}

function read(key: string): string[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(found) ? found.filter((name) => typeof name === "string") : [];
  } catch {
    return [];
  }
}
