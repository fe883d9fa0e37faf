import { useEffect, type ReactNode } from "react";
import style from "./Shell.module.css";

interface Props {
  title: string;
  /** One sentence on what the page is for. */
  lead?: ReactNode;
  /** Buttons beside the title. */
  children?: ReactNode;
}

/** The head of every page: its name, in the window too, and what can be done with the whole of it. */
export function PageHead({ title, lead, children }: Props) {
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <header className={style.pageHead}>
      <div>
        <h1>{title}</h1>
        {lead && <p>{lead}</p>}
      </div>
      {children && <div className={style.pageActions}>{children}</div>}
    </header>
  );
}
