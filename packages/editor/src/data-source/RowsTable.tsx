import type { TriedQuery } from '@sista/shared/data-source/data-source.schema';
import classes from './DataSource.module.css';

/** The rows of a trial, as they came. */
export function RowsTable({ tried: { columns, rows, truncated } }: { tried: TriedQuery }) {
  const count = rows.length === 1 ? '1 row' : `${rows.length} rows`;
  return (
    <section className={classes.result} aria-label="Result of the query">
      <p className={classes.quiet} role="status">
        {rows.length === 0
          ? 'The query works and finds nothing.'
          : `${count}${truncated ? ', and more' : ''}`}
      </p>
      {rows.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key
        <section className={classes.scroll} aria-label="Rows" tabIndex={0}>
          <table className={classes.rows}>
            <thead>
              <tr>
                {columns.map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity
                <tr key={place}>
                  {columns.map((name) => (
                    <td key={name}>{cellWords(row[name])}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  );
}

function cellWords(value: unknown): string {
  const text = value === null || value === undefined ? 'null' : String(value);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
