import { useQuery } from '@tanstack/react-query';
import { explainError } from '../api/error-words.ts';
import { trpc } from '../api/trpc.ts';
import classes from './DataSource.module.css';
import { quoteName } from './quote-name.ts';

/** Tables and columns of a data source; pressing one writes its name into the query. */
export function SchemaBrowser({
  source,
  readOnly,
  onPick,
}: {
  source: string;
  readOnly: boolean;
  onPick: (name: string) => void;
}) {
  const found = useQuery({ ...trpc.dataSource.tables.queryOptions({ source }), retry: false });
  if (found.error) return <p className={classes.problem}>{explainError(found.error).message}</p>;
  if (!found.data) return <p className={classes.quiet}>Reading the tables</p>;
  const name = (text: string, words: string) => (
    <button
      type="button"
      disabled={readOnly}
      title={`Write ${words}`}
      onClick={() => onPick(quoteName(text))}
    >
      {text}
    </button>
  );
  return (
    <section className={classes.browser} aria-label="Tables of the data source">
      {found.data.tables.length === 0 && <p className={classes.quiet}>It has no table.</p>}
      {found.data.tables.map((table) => (
        <details key={table.name}>
          <summary>
            {table.name}
            {table.kind === 'view' && <small> view</small>}
          </summary>
          <ul>
            <li>{name(table.name, 'the name of the table')}</li>
            {table.columns.map((column) => (
              <li key={column.name}>
                {name(column.name, 'the name of the column')} <small>{column.type}</small>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </section>
  );
}
