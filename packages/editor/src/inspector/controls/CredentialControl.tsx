import { Button, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { trpc } from '../../api/trpc.ts';
import { IconPlus } from '../../ui/icons.ts';
import { CredentialDialog } from '../CredentialDialog.tsx';
import type { ControlProps } from '../control-props.ts';
import { useInspector } from '../inspector-context.ts';
import classes from './controls.module.css';

/** Chooses a stored secret of a type that fits, or stores one in place. A value is never shown. */
export function CredentialControl({ id, describedBy, field, value, onChange, issues }: ControlProps) {
  const { readOnly } = useInspector();
  const [adding, setAdding] = useState(false);
  const list = useQuery(trpc.credential.list.queryOptions({ limit: 200 }));
  const types = field.meta.credentialTypes ?? [];
  const fitting = (list.data?.data ?? []).filter(
    (credential) => types.length === 0 || types.includes(credential.type),
  );
  const chosen = typeof value === 'string' && value !== '' ? value : null;
  const isLost =
    chosen !== null && list.data !== undefined && !fitting.some((credential) => credential.id === chosen);
  return (
    <div className={classes.stack}>
      <div className={classes.row}>
        <Select
          id={id}
          aria-describedby={describedBy}
          className={classes.grow ?? ''}
          data={fitting.map(({ id: each, name, type }) => ({
            value: each,
            label: `${name} (${type.replaceAll('-', ' ')})`,
          }))}
          value={chosen}
          placeholder="None"
          clearable
          searchable={fitting.length > 8}
          disabled={readOnly}
          error={issues.length > 0 || isLost}
          nothingFoundMessage="None is stored yet"
          comboboxProps={{ shadow: 'md' }}
          onChange={(next) => onChange(next ?? undefined)}
        />
        {!readOnly && (
          <Button variant="default" leftSection={<IconPlus size={14} />} onClick={() => setAdding(true)}>
            New
          </Button>
        )}
      </div>
      {isLost && (
        <p className={classes.problem}>
          The chosen credential was deleted or has another type. Choose another one.
        </p>
      )}
      <CredentialDialog opened={adding} types={types} onClose={() => setAdding(false)} onCreated={onChange} />
    </div>
  );
}
