import type { ReactNode } from "react";
import { createRoot } from "react-dom/client";

/** Draws into the page. What a boundary catches is told there, once: an error's message may hold a customer's data. */
export function mount(page: ReactNode): void {
  const place = document.getElementById("root");
  if (place) createRoot(place, { onCaughtError: () => undefined }).render(page);
}
