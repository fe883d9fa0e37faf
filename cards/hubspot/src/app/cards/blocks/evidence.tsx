import { Accordion, Flex } from "@hubspot/ui-extensions";
import { citedBy } from "../card/cites";
import { type BlockOf, useView } from "../card/view";
import { useSpeech } from "../texts/speech";
import { Piece } from "./Proof";
import { Titled } from "./Titled";

/** Evidence that stands beside no claim; the rest is where it is cited. */
export function Evidence({ block }: { block: BlockOf<"evidence"> }) {
  const { t } = useSpeech();
  const cited = citedBy(useView().card);
  const rest = block.items.filter((item) => !cited.has(item.id));
  if (rest.length === 0) return null;
  return (
    <Titled title={block.title}>
      <Accordion title={t.evidence(rest.length)} size="xs">
        <Flex direction="column" gap="xs">
          {rest.map((item) => (
            <Piece key={item.id} item={item} />
          ))}
        </Flex>
      </Accordion>
    </Titled>
  );
}
