import { Button } from '@mantine/core';
import { useState } from 'react';
import { notify } from '../api/notify.ts';
import { useRight } from '../api/session.ts';
import { SettingsFrame } from '../settings/SettingsFrame.tsx';
import { IconPlus } from '../ui/icons.ts';
import { NewDataSourceDialog } from './DataSourceDialogs.tsx';
import { DataSourceList } from './DataSourceList.tsx';

/** The databases that flows and employees' tools read. */
export function DataSourceSettingsPage() {
  const [adding, setAdding] = useState(false);
  const mayWrite = useRight('data-source.write');
  return (
    <SettingsFrame
      title="Data sources"
      description="Databases that flows and employees read. They are only ever read."
      actions={
        mayWrite && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
            New data source
          </Button>
        )
      }
    >
      <DataSourceList />
      <NewDataSourceDialog
        opened={adding}
        onClose={() => setAdding(false)}
        onCreated={({ name }) =>
          notify({ tone: 'good', title: `${name} is added`, message: 'Choose it in a step Query data.' })
        }
      />
    </SettingsFrame>
  );
}
