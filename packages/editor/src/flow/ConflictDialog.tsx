import { Button, Group, Modal } from '@mantine/core';
import { useStore } from 'zustand';
import { settleConflict } from '../document/document-store.ts';
import classes from './Dialogs.module.css';
import type { EditorParts } from './editor-parts.ts';

/** The same place was changed here and by somebody else: both values, and a choice. Nothing of it is lost. */
export function ConflictDialog({ parts }: { parts: EditorParts }) {
  const conflict = useStore(parts.store, (state) => state.conflicts[0]);
  if (!conflict) return null;
  const settle = (keep: 'mine' | 'theirs') => settleConflict(parts.store, conflict, keep);
  const hasSides = conflict.kind === 'same_field';
  return (
    <Modal
      opened
      onClose={() => settle('theirs')}
      title={<strong>Somebody else changed this too</strong>}
      size="lg"
      closeOnClickOutside={false}
    >
      <div className={classes.stack}>
        <p>{conflict.message}</p>
        {hasSides && (
          <div className={classes.sides}>
            <div>
              <strong>Mine</strong>
              <pre>{valueText(conflict.mine)}</pre>
            </div>
            <div>
              <strong>Theirs</strong>
              <pre>{valueText(conflict.theirs)}</pre>
            </div>
          </div>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={() => settle('theirs')}>
            Take theirs
          </Button>
          {conflict.kind !== 'removed_node' && <Button onClick={() => settle('mine')}>Keep mine</Button>}
        </Group>
      </div>
    </Modal>
  );
}

function valueText(value: unknown): string {
  if (value === undefined) return '(nothing)';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
