import { Dialog as AriaDialog, DialogDismiss, DialogHeading } from "@ariakit/react/dialog";
import { useLayoutEffect, useRef, type ReactNode } from "react";
import { classes } from "@/design/classes";
import { useText } from "../text";
import style from "./Dialog.module.css";

interface Props {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  children: ReactNode;
  /** Buttons at the foot; the one that goes on comes last. */
  actions?: ReactNode;
  /** `side` slides in from the edge and leaves the page in sight beside it. */
  kind?: "middle" | "side";
  wide?: boolean;
}

/**
 * A question or a closer look above the page. It takes the focus and gives it back, closes with Escape, and the page
 * behind it can't be reached.
 */
export function Dialog({ open, onClose, title, children, actions, kind = "middle", wide = false }: Props) {
  const say = useText();
  return (
    <AriaDialog
      open={open}
      onClose={onClose}
      // Ariakit's lock sets a style on the body; the page's own scrollbar gutter keeps the layout still without it.
      preventBodyScroll={false}
      backdrop={<div className={style.veil} />}
      className={classes(style.dialog, style[kind], wide && style.wide)}
      unmountOnHide
    >
      <header className={style.head}>
        <DialogHeading className={style.title}>{title}</DialogHeading>
        <DialogDismiss className={style.close} aria-label={say("dialog.close")} />
      </header>
      <Body>{children}</Body>
      {actions && <footer className={style.foot}>{actions}</footer>}
    </AriaDialog>
  );
}

/** It scrolls where it is higher than the window, and can be reached by keyboard then: there may be nothing in it to go to. */
function Body({ children }: { children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const body = place.current;
    if (body && body.scrollHeight > body.clientHeight) body.tabIndex = 0;
    else body?.removeAttribute("tabindex");
  });
  return (
    <div ref={place} className={style.body}>
      {children}
    </div>
  );
}
