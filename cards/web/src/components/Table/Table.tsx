import type { ReactNode } from "react";
import { classes } from "@/design/classes";
import style from "./Table.module.css";

export interface Column<Row> {
  key: string;
  name: ReactNode;
  cell: (row: Row) => ReactNode;
  /** Figures line up at the end. */
  figure?: boolean;
  /** What a tour calls it. */
  tour?: string;
  /** Left out where there is no room for it. */
  spare?: boolean;
}

interface Props<Row> {
  /** What the rows are, for screen readers. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
}

/** Rows under columns; the first cell names what its row is about. It scrolls inside itself, never the page. */
export function Table<Row>({ label, columns, rows, keyOf }: Props<Row>) {
  return (
    // A region that scrolls has to be reachable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={style.frame} role="region" aria-label={label} tabIndex={0}>
      <table className={style.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={lookOf(column)} data-tour={column.tour}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column, place) =>
                place === 0 ? (
                  <th key={column.key} scope="row" className={lookOf(column)}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.key} className={lookOf(column)}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const lookOf = <Row,>({ figure, spare }: Column<Row>) =>
  classes(figure && style.figure, spare && style.spare);
