import { Button } from '@mantine/core';
import { type DataSource, demoShopSource } from '@sista/shared/data-source/data-source.schema';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useRight } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';
import settings from '../settings/SettingsFrame.module.css';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { KeyValues } from '../ui/KeyValues.tsx';
import { Note } from '../ui/Note.tsx';
import { Panel } from '../ui/Panel.tsx';
import { Skeleton } from '../ui/Progress.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { Mark } from '../ui/StatusBadge.tsx';
import { ChangeDataSourceDialog, DeleteDataSourceDialog } from './DataSourceDialogs.tsx';
import { TableList } from './TableList.tsx';
import { sizeWords } from './upload-file.ts';

/** Every data source of the workspace, and the demo shop, which is always there. */
export function DataSourceList() {
  const list = useQuery(trpc.dataSource.list.queryOptions({ limit: 200 }));
  if (list.error && !list.data) return <ErrorPanel error={list.error} onRetry={() => void list.refetch()} />;
  if (!list.data) return <Skeleton label="Loading the data sources" lines={5} />;
  return (
    <>
      {list.data.data.map((source) => (
        <Source key={source.id} source={source} />
      ))}
      <DemoShop />
    </>
  );
}

function Source({ source }: { source: DataSource }) {
  const [open, setOpen] = useState<'change' | 'delete'>();
  const mayWrite = useRight('data-source.write');
  const { id, name, file, bytes, createdAt } = source;
  const check = useMutation({ ...trpc.dataSource.check.mutationOptions(), meta: { ownError: true } });
  const close = () => setOpen(undefined);
  return (
    <Panel title={name} actions={bytes === null && <Mark tone="bad">No file</Mark>}>
      <div className={settings.stack}>
        <KeyValues
          entries={[
            ['Kind', 'SQLite'],
            ['File', file ?? (bytes === null ? 'None yet' : 'Uploaded')],
            ['Size', bytes === null ? undefined : sizeWords(bytes)],
            ['Added', <RelativeTime key="at" at={createdAt} />],
          ]}
        />
        {mayWrite && (
          <div className={settings.row}>
            <Button
              size="xs"
              variant="default"
              loading={check.isPending}
              onClick={() => check.mutate({ id })}
            >
              Check
            </Button>
            <Button size="xs" variant="default" onClick={() => setOpen('change')}>
              Change
            </Button>
            <Button size="xs" variant="default" c="var(--sf-bad)" onClick={() => setOpen('delete')}>
              Delete
            </Button>
          </div>
        )}
        {check.error && <ErrorPanel error={check.error} />}
        {check.data && (
          <Note
            tone={check.data.ok ? 'active' : 'bad'}
            title={check.data.ok ? 'The check passed' : 'The check failed'}
          >
            {check.data.message}
          </Note>
        )}
        {check.data?.ok && <TableList label={`Tables of ${name}`} tables={check.data.tables} />}
      </div>
      <ChangeDataSourceDialog source={source} opened={open === 'change'} onClose={close} />
      <DeleteDataSourceDialog source={source} opened={open === 'delete'} onClose={close} />
    </Panel>
  );
}

function DemoShop() {
  const [shown, setShown] = useState(false);
  const tables = useQuery({
    ...trpc.dataSource.tables.queryOptions({ source: demoShopSource, count: true }),
    enabled: shown,
  });
  return (
    <Panel title="Demo shop" actions={<Mark>Built in</Mark>}>
      <div className={settings.stack}>
        <p>
          Made-up stock, customers, orders and articles, for templates and trials. Steps and tools know it as{' '}
          <code>{demoShopSource}</code>.
        </p>
        {!shown && (
          <div className={settings.row}>
            <Button size="xs" variant="default" onClick={() => setShown(true)}>
              Show its tables
            </Button>
          </div>
        )}
        {tables.error && <ErrorPanel error={tables.error} onRetry={() => void tables.refetch()} />}
        {tables.data && <TableList label="Tables of the demo shop" tables={tables.data.tables} />}
      </div>
    </Panel>
  );
}
