import { credentialsFrom } from "./credential";

const KEPT = "crm-ai:key";

/** Where a workspace's API key is pasted: it lasts as long as the browser's tab. */
export const key = {
  get: (): string | null => sessionStorage.getItem(KEPT),
  set: (value: string): void => sessionStorage.setItem(KEPT, value),
  forget: (): void => sessionStorage.removeItem(KEPT),
};

/** Sends the pasted key with every call; `refused` is told when the server no longer takes it. */
export function callWithKey(refused: () => void): void {
  credentialsFrom({
    headers: (): Record<string, string> => {
      const value = key.get();
      return value ? { Authorization: `Bearer ${value}` } : {};
    },
    refused: () => {
      key.forget();
      refused();
    },
  });
}
