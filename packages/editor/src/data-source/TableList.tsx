import type { SourceTable } from '@sista/shared/data-source/data-source.schema';
import { wholeList } from '../api/pages.ts';
import { type Column, Table } from '../ui/Table.tsx';
import classes from './DataSource.module.css';

const columns: readonly Column<SourceTable>[] = [
  { key: 'name', header: 'Table', cell: ({ name }) => <code>{name}</code> },
  {
    key: 'rows',
    header: 'Rows',
    align: 'end',
    width: '96px',
    cell: ({ rows, kind }) => rows?.toLocaleString('en') ?? (kind === 'view' ? 'view' : 'not counted'),
  },
  {
    key: 'columns',
    header: 'Columns',
    cell: ({ columns: all }) => (
      <span className={classes.columns}>
        {all.map(({ name }) => name).join(', ') || 'none that can be read'}
      </span>
    ),
  },
];

/** What a data source holds. */
export function TableList({ label, tables }: { label: string; tables: readonly SourceTable[] }) {
  const pages = wholeList({ data: tables, error: null, refetch: () => {} });
  return (
    <Table
      label={label}
      columns={columns}
      pages={pages}
      rowKey={({ name }) => name}
      empty={<p className={classes.quiet}>It has no table.</p>}
    />
  );
}
