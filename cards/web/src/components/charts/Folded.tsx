import { Disclosure, DisclosureContent, DisclosureProvider } from "@ariakit/react/disclosure";
import type { ReactNode } from "react";
import style from "./charts.module.css";

/** What a drawing shows, in figures or words: folded away, and there for everybody. */
export function Folded({ label, children }: { label: string; children: ReactNode }) {
  return (
    <DisclosureProvider>
      <Disclosure className={style.more}>{label}</Disclosure>
      <DisclosureContent className={style.words}>{children}</DisclosureContent>
    </DisclosureProvider>
  );
}
