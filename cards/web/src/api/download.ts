import { credential } from "@/session/credential";
import { problemOf } from "./problem";
import { root } from "./root";

/**
 * Fetches a file with the page's own credential and hands it to the browser to save. A plain link would need the
 * credential in its address.
 */
export async function download(path: string, query: Record<string, string | number>): Promise<void> {
  const address = new URL(`${root}${path}`, window.location.origin);
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, String(value));
  const answer = await globalThis.fetch(
    new Request(address, { headers: Object.fromEntries(Object.entries(await credential("GET"))) }),
  );
  if (!answer.ok) throw await problemOf(answer);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = nameIn(answer.headers.get("Content-Disposition")) ?? "export";
  link.click();
  URL.revokeObjectURL(link.href);
}

const nameIn = (disposition: string | null) => /filename="([^"/\\]+)"/.exec(disposition ?? "")?.[1];
