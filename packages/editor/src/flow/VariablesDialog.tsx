import { ActionIcon, Button, Group, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { textOfValue, valueOfText } from '../inspector/stored-text.ts';
import { IconPlus, IconTrash } from '../ui/icons.ts';
import classes from './Dialogs.module.css';
import type { EditorParts } from './editor-parts.ts';

type Row = { key: number; name: string; text: string };

const namePattern = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

/** Values that several steps use, written once: `{{ vars.channel }}`. They are part of the flow and its versions. */
export function VariablesDialog({ parts, onClose }: { parts: EditorParts; onClose: () => void }) {
  const { store, actions, readOnly } = parts;
  const [rows, setRows] = useState<Row[]>(() =>
    Object.entries(store.getState().document.vars ?? {}).map(([name, value], key) => ({
      key,
      name,
      text: textOfValue(value),
    })),
  );
  const problems = rows.map((row) => problemOf(row, rows));
  const set = (key: number, change: Partial<Row>) =>
    setRows(rows.map((row) => (row.key === key ? { ...row, ...change } : row)));
  const keep = () => {
    const value = Object.fromEntries(rows.map(({ name, text }) => [name, valueOfText(text)]));
    const member = rows.length === 0 ? {} : { value };
    if (actions.apply([{ op: 'setDocumentField', field: 'vars', ...member }], 'Change the variables'))
      onClose();
  };
  return (
    <Modal opened onClose={onClose} title={<strong>Variables</strong>} size={560}>
      <div className={classes.stack}>
        <p className={classes.hint}>
          Steps use them as {'{{ vars.name }}'}. A change takes effect with the next version.
        </p>
        {rows.map((row, place) => (
          <Group key={row.key} gap="xs" wrap="nowrap" align="flex-start">
            <TextInput
              aria-label="Name"
              placeholder="channel"
              value={row.name}
              error={problems[place]}
              readOnly={readOnly}
              onChange={(event) => set(row.key, { name: event.currentTarget.value })}
            />
            <TextInput
              aria-label={`Value of ${row.name || 'this variable'}`}
              style={{ flex: 1 }}
              value={row.text}
              readOnly={readOnly}
              onChange={(event) => set(row.key, { text: event.currentTarget.value })}
            />
            <ActionIcon
              size={34}
              aria-label={`Remove ${row.name || 'this variable'}`}
              disabled={readOnly}
              onClick={() => setRows(rows.filter((other) => other.key !== row.key))}
            >
              <IconTrash size={15} />
            </ActionIcon>
          </Group>
        ))}
        <Group justify="space-between">
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} />}
            disabled={readOnly}
            onClick={() =>
              setRows([...rows, { key: Math.max(-1, ...rows.map((row) => row.key)) + 1, name: '', text: '' }])
            }
          >
            Add a variable
          </Button>
          <Button disabled={readOnly || problems.some(Boolean)} onClick={keep}>
            Keep the variables
          </Button>
        </Group>
      </div>
    </Modal>
  );
}

function problemOf({ key, name }: Row, rows: readonly Row[]): string | undefined {
  if (!namePattern.test(name)) return 'Letters, digits and _ only.';
  return rows.some((other) => other.key < key && other.name === name) ? 'This name stands twice.' : undefined;
}
