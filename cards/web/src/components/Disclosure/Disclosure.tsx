import { useId, useState, type ReactNode } from "react";
import style from "./Disclosure.module.css";

interface Props {
  /** What the button shows. */
  summary: ReactNode;
  /** What it says where that is only a sign. */
  label?: string | undefined;
  /** Instead of its usual look. */
  className?: string | undefined;
  children: ReactNode;
}

/**
 * A button that opens what belongs to it, in place. The one widget every embedded card needs: written here with the
 * browser's own button, because the library's would cost such a card a twelfth of its size.
 */
export function Disclosure({ summary, label, className = style.opener, children }: Props) {
  const id = useId();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className={className}
        aria-label={label}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {summary}
      </button>
      <div id={id} hidden={!open}>
        {open && children}
      </div>
    </>
  );
}
