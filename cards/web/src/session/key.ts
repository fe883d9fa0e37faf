const KEPT = "crm-ai:key";

/** Where a workspace's API key is pasted: it lasts as long as the browser's tab. */
export const key = {
  get: (): string | null => sessionStorage.getItem(KEPT),
  set: (value: string): void => sessionStorage.setItem(KEPT, value),
  forget: (): void => sessionStorage.removeItem(KEPT),
};
