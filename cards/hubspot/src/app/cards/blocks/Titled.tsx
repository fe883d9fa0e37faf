import type { ReactNode } from "react";
import { Flex, Heading } from "@hubspot/ui-extensions";

/** A part of a card under its heading. */
export function Titled({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Flex direction="column" gap="xs">
      {title ? <Heading>{title}</Heading> : null}
      {children}
    </Flex>
  );
}
