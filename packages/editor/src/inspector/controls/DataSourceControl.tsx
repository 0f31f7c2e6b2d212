import { Button, Select } from '@mantine/core';
import { demoShopSource } from '@sista/shared/data-source/data-source.schema';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useRight } from '../../api/session.ts';
import { trpc } from '../../api/trpc.ts';
import { NewDataSourceDialog } from '../../data-source/DataSourceDialogs.tsx';
import { IconPlus } from '../../ui/icons.ts';
import type { ControlProps } from '../control-props.ts';
import { useInspector } from '../inspector-context.ts';
import classes from './controls.module.css';

/** Chooses a database to read, or adds one in place. A source that is stored by its name is found too. */
export function DataSourceControl({ id, describedBy, value, onChange, issues }: ControlProps) {
  const { readOnly } = useInspector();
  const mayWrite = useRight('data-source.write');
  const [adding, setAdding] = useState(false);
  const list = useQuery(trpc.dataSource.list.queryOptions({ limit: 200 }));
  const sources = list.data?.data ?? [];
  const stored = typeof value === 'string' && value !== '' ? value : null;
  const chosen = sources.find((source) => source.id === stored || source.name === stored);
  const isLost = stored !== null && stored !== demoShopSource && list.data !== undefined && !chosen;
  return (
    <div className={classes.stack}>
      <div className={classes.row}>
        <Select
          id={id}
          aria-describedby={describedBy}
          className={classes.grow ?? ''}
          data={[
            ...sources.map((source) => ({ value: source.id, label: source.name })),
            { value: demoShopSource, label: 'Demo shop (built in)' },
          ]}
          value={chosen?.id ?? stored}
          placeholder="Choose a data source"
          searchable={sources.length > 8}
          disabled={readOnly}
          error={issues.length > 0 || isLost}
          comboboxProps={{ shadow: 'md' }}
          onChange={(next) => onChange(next ?? '')}
        />
        {!readOnly && mayWrite && (
          <Button variant="default" leftSection={<IconPlus size={14} />} onClick={() => setAdding(true)}>
            New
          </Button>
        )}
      </div>
      {isLost && <p className={classes.problem}>The chosen data source was deleted. Choose another one.</p>}
      <NewDataSourceDialog
        opened={adding}
        onClose={() => setAdding(false)}
        onCreated={({ id: created }) => onChange(created)}
      />
    </div>
  );
}
