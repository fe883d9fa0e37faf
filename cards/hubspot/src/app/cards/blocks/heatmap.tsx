import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@hubspot/ui-extensions";
import type { BlockOf } from "../card/view";
import { useSpeech } from "../texts/speech";
import { Notes } from "./table";
import { Titled } from "./Titled";

/** Hours at which a column of the table begins; a row of 24 figures is not read. */
const PARTS = [0, 8, 10, 12, 14, 16, 18, 24] as const;

/** The week as a table of parts of the day: HubSpot has no chart of cells. */
export function Heatmap({ block }: { block: BlockOf<"heatmap"> }) {
  const { weekday } = useSpeech();
  const spans = PARTS.slice(0, -1).map((from, at) => [from, PARTS[at + 1] ?? 24] as const);
  return (
    <Titled title={block.title}>
      <Table density="compact">
        <TableHead>
          <TableRow>
            <TableHeader>{block.noun}</TableHeader>
            {spans.map(([from, to]) => (
              <TableHeader key={from} align="right">{`${from}–${to}`}</TableHeader>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {block.counts.map((hours, day) => (
            <TableRow key={day}>
              <TableCell>{weekday(day)}</TableCell>
              {spans.map(([from, to]) => (
                <TableCell key={from} align="right">
                  {String(hours.slice(from, to).reduce((sum, count) => sum + count, 0) || "")}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
      <Notes of={block.notes} />
    </Titled>
  );
}
