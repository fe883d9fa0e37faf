import { useEffect, useRef, type ReactNode } from "react";

interface Props {
  /** The last of its buttons rather than the first; by place, as they say something else in each language. */
  last?: boolean;
  children: ReactNode;
}

/** What opens once a button of it is pressed, with that done. */
export function Pressed({ last = false, children }: Props) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const buttons = [...(place.current?.querySelectorAll("button") ?? [])];
    buttons.at(last ? -1 : 0)?.click();
  }, [last]);
  return <div ref={place}>{children}</div>;
}
