/** Copies, and where a frame is kept from the clipboard marks the text, so that a person can. */
export async function toClipboard(text: string, node: HTMLElement | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    if (node) getSelection()?.selectAllChildren(node);
    return false;
  }
}
