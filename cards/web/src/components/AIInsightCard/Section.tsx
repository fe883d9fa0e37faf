import type { ReactNode } from "react";
import style from "./blocks/blocks.module.css";

/** A part of a card under its own heading; a landmark for each of them would only be noise. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={style.section}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

/** Remarks below a block. */
export function Notes({ notes }: { notes: readonly string[] | undefined }) {
  if (!notes?.length) return null;
  return (
    <ul className={style.notes}>
      {notes.map((note) => (
        <li key={note} dir="auto">
          {note}
        </li>
      ))}
    </ul>
  );
}
