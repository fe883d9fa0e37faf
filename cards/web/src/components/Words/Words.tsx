import { createContext, use, type ComponentProps, type ElementType } from "react";

const Context = createContext<string | undefined>(undefined);

/** Says in which language the words of what stands below were made; without one they are in the page's own. */
export const WordsLanguage = Context;

type Props<Tag extends ElementType> = { as?: Tag } & Omit<ComponentProps<Tag>, "as" | "dir" | "lang">;

/** Words of an insight or a record: in a language, and with a direction, that need not be the page's. */
export function Words<Tag extends ElementType = "span">({ as, ...rest }: Props<Tag>) {
  const Element: ElementType = as ?? "span";
  return <Element dir="auto" lang={use(Context)} {...rest} />;
}
