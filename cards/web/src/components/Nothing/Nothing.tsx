import type { ReactNode } from "react";
import style from "./Nothing.module.css";

/** Says, where something would stand, why nothing does. */
export function Nothing({ children }: { children: ReactNode }) {
  return <p className={style.nothing}>{children}</p>;
}
