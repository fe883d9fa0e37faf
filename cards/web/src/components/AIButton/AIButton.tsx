import type { ComponentProps, MouseEvent, ReactNode } from "react";
import { classes } from "@/design/classes";
import { useText } from "../text";
import style from "./AIButton.module.css";

interface Props extends Omit<ComponentProps<"button">, "children"> {
  children: ReactNode;
  /** How loudly it asks to be pressed: one `primary` at most in a view. */
  kind?: "primary" | "plain" | "quiet" | "danger";
  size?: "medium" | "small";
  /** Its work goes on: it keeps its width and focus, says so, and can't be pressed twice. */
  busy?: boolean;
  /** A sign before the text; decoration only. */
  icon?: ReactNode;
}

/** A button that tells when its work goes on. */
export function AIButton({
  children,
  kind = "plain",
  size = "medium",
  busy = false,
  icon,
  className,
  disabled = false,
  onClick,
  ...rest
}: Props) {
  const say = useText();
  return (
    <button
      type="button"
      {...rest}
      // Not `disabled`: whoever pressed it with the keyboard would lose their place in the page.
      aria-disabled={busy || disabled || undefined}
      disabled={disabled && !busy}
      aria-busy={busy || undefined}
      onClick={busy ? refuse : onClick}
      className={classes(style.button, style[kind], size === "small" && style.small, className)}
    >
      {icon && (
        <span className={style.icon} aria-hidden="true">
          {icon}
        </span>
      )}
      <span>{children}</span>
      {busy && (
        <>
          <span className={style.busy} aria-hidden="true" />
          <span className="spoken">{say("button.busy")}</span>
        </>
      )}
    </button>
  );
}

/** Neither a handler nor the form around it may run twice. */
const refuse = (event: MouseEvent) => event.preventDefault();
