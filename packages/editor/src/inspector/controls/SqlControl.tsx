import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useLayoutEffect, useRef } from 'react';
import { explainError } from '../../api/error-words.ts';
import { useRight } from '../../api/session.ts';
import { api } from '../../api/trpc.ts';
import { RowsTable } from '../../data-source/RowsTable.tsx';
import { SchemaBrowser } from '../../data-source/SchemaBrowser.tsx';
import { IconPlayerPlay } from '../../ui/icons.ts';
import type { ControlProps } from '../control-props.ts';
import { type InspectorContextValue, useInspector } from '../inspector-context.ts';
import classes from './controls.module.css';
import own from './SqlControl.module.css';

/** A query, with the tables of the chosen data source beside it and a trial that only reads. */
export function SqlControl({ id, describedBy, field, value, onChange, issues }: ControlProps) {
  const inspector = useInspector();
  const { node, readOnly } = inspector;
  const mayTry = useRight('data-source.write');
  const source = typeof node.config.source === 'string' ? node.config.source : '';
  const sql = typeof value === 'string' ? value : '';
  const trial = useMutation({ mutationFn: () => tryQuery(inspector, source, sql), meta: { ownError: true } });
  const change = (next: string) => {
    trial.reset();
    onChange(next);
  };
  const { area, insert } = useInsert(sql, change);
  return (
    <div className={classes.stack}>
      <textarea
        id={id}
        ref={area}
        className={own.sql}
        aria-describedby={describedBy}
        aria-invalid={issues.length > 0}
        placeholder={field.meta.placeholder}
        readOnly={readOnly}
        rows={Math.min(16, Math.max(4, sql.split('\n').length))}
        spellCheck={false}
        value={sql}
        onChange={(event) => change(event.currentTarget.value)}
      />
      {source !== '' && <SchemaBrowser source={source} readOnly={readOnly} onPick={insert} />}
      {mayTry && (
        <div className={classes.row}>
          <Button
            variant="default"
            size="xs"
            className={own.try ?? ''}
            leftSection={<IconPlayerPlay size={14} />}
            disabled={source === '' || sql.trim() === ''}
            loading={trial.isPending}
            onClick={() => trial.mutate()}
          >
            Try the query
          </Button>
          <span className={classes.hint}>Reads up to 20 rows with the values of the current sample.</span>
        </div>
      )}
      {trial.error && (
        <p className={classes.problem} role="alert">
          {explainError(trial.error).message}
        </p>
      )}
      {trial.data && <RowsTable tried={trial.data} />}
    </div>
  );
}

async function tryQuery({ node, evaluate }: InspectorContextValue, source: string, sql: string) {
  const values = await evaluate(node.config.parameters ?? {});
  if (!values.ok) throw new Error(`Values: ${values.message}`);
  // JSON leaves out what an expression did not find; to a query it is null.
  const found = Object.entries((values.value ?? {}) as Record<string, unknown>);
  const parameters = Object.fromEntries(found.map(([name, value]) => [name, value ?? null]));
  return api.dataSource.try.mutate({ source, sql, parameters });
}

/** Writes a name at the caret, with a space before it where one is needed, and keeps the caret behind it. */
function useInsert(sql: string, change: (next: string) => void) {
  const area = useRef<HTMLTextAreaElement>(null);
  const caret = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (caret.current === undefined || !area.current) return;
    area.current.setSelectionRange(caret.current, caret.current);
    caret.current = undefined;
  });
  const insert = (name: string) => {
    const from = area.current?.selectionStart ?? sql.length;
    const to = area.current?.selectionEnd ?? from;
    const before = sql.slice(0, from);
    const text = /[\w"]$/.test(before) ? ` ${name}` : name;
    caret.current = from + text.length;
    change(before + text + sql.slice(to));
    area.current?.focus();
  };
  return { area, insert };
}
