import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow, Text } from "@hubspot/ui-extensions";
import type { BlockOf } from "../card/view";
import { Titled } from "./Titled";

export function TableOf({ block }: { block: BlockOf<"table"> }) {
  const align = (column: number) =>
    block.numeric.includes(block.columns[column] ?? "") ? ({ align: "right" } as const) : {};
  return (
    <Titled title={block.title}>
      {block.rows.length === 0 ? (
        <Text>{block.empty}</Text>
      ) : (
        <Table density="compact">
          <TableHead>
            <TableRow>
              {block.columns.map((name, at) => (
                <TableHeader key={name} {...align(at)}>
                  {name}
                </TableHeader>
              ))}
            </TableRow>
          </TableHead>
          <TableBody>
            {block.rows.map((row, line) => (
              <TableRow key={line}>
                {row.map((cell, at) => (
                  <TableCell key={at} {...align(at)}>
                    {cell}
                  </TableCell>
                ))}
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
      <Notes of={block.notes} />
    </Titled>
  );
}

export const Notes = ({ of }: { of: readonly string[] }) => (
  <>
    {of.map((note) => (
      <Text key={note} variant="microcopy">
        {note}
      </Text>
    ))}
  </>
);
