import { Button } from "@ariakit/react/button";
import type { ComponentProps, ReactNode } from "react";
import { classes } from "@/design/classes";
import { useText } from "../text";
import style from "./AIButton.module.css";

interface Props extends Omit<ComponentProps<typeof Button>, "children"> {
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
  ...rest
}: Props) {
  const say = useText();
  return (
    <Button
      type="button"
      {...rest}
      // Ariakit keeps the focus on a disabled button that stays reachable, so that nobody loses their place.
      accessibleWhenDisabled={busy || (rest.accessibleWhenDisabled ?? false)}
      disabled={busy || (rest.disabled ?? false)}
      aria-busy={busy || undefined}
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
    </Button>
  );
}
