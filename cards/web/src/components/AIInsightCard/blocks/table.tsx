import { defineBlock } from "../block";
import { Notes, Section } from "../Section";
import style from "./blocks.module.css";
import { Words } from "../../Words/Words";

export default defineBlock({
  kind: "table",
  slot: "main",
  says: (block) => block.rows.length > 0 || block.empty !== "",
  Block: ({ block }) => {
    const numeric = new Set(block.numeric);
    const kind = (column: number) => (numeric.has(block.columns[column] ?? "") ? style.number : undefined);
    return (
      <Section title={block.title}>
        {block.rows.length > 0 ? (
          // It scrolls sideways by itself, and with the keyboard, where the card is narrow.
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          <div className={style.scroll} role="region" aria-label={block.title} tabIndex={0}>
            <table className={style.table}>
              <thead>
                <tr>
                  {block.columns.map((column, at) => (
                    <th key={column} scope="col" className={kind(at)}>
                      {column}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {block.rows.map((row, place) => (
                  <tr key={place}>
                    {row.map((cell, at) =>
                      at === 0 ? (
                        <Words as="th" key={at} scope="row">
                          {cell}
                        </Words>
                      ) : (
                        <Words as="td" key={at} className={kind(at)}>
                          {cell}
                        </Words>
                      ),
                    )}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        ) : (
          <p className={style.soft}>{block.empty}</p>
        )}
        <Notes notes={block.notes} />
      </Section>
    );
  },
});
