import { Accordion, Flex, Link, Text } from "@hubspot/ui-extensions";
import { useView } from "../card/view";
import type { EvidenceItem } from "../card/types";
import { useSpeech } from "../texts/speech";

/** The evidence of a claim, one click away. */
export function Proof({ ids }: { ids: readonly string[] }) {
  const { t } = useSpeech();
  const items = useView().proof(ids);
  if (items.length === 0) return null;
  return (
    <Accordion title={t.evidence(items.length)} size="xs">
      <Flex direction="column" gap="xs">
        {items.map((item) => (
          <Piece key={item.id} item={item} />
        ))}
      </Flex>
    </Accordion>
  );
}

/** One piece: the words of the record, then where they stand. */
export function Piece({ item }: { item: EvidenceItem }) {
  const { t, day } = useSpeech();
  // The product lets nothing else through; should it ever, no click runs anything.
  const url = item.url && /^https?:\/\//i.test(item.url) ? item.url : null;
  return (
    <Flex direction="column" gap="flush">
      {item.quote ? <Text format={{ italic: true }}>“{item.quote}”</Text> : null}
      <Text variant="microcopy">
        {item.at ? `${day(item.at)} · ` : ""}
        {item.what}
        {url ? " · " : ""}
        {url ? <Link href={{ url, external: true }}>{t.openRecord}</Link> : null}
      </Text>
    </Flex>
  );
}
