import { Button, Group, Modal, Textarea } from '@mantine/core';
import { countChanges, diffFlows } from '@sista/shared/flow/diff-flows';
import { blocksPublishing } from '@sista/shared/flow/flow-issues';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useStore } from 'zustand';
import { notify } from '../api/notify.ts';
import { queryClient } from '../api/query-client.ts';
import type { FlowAnswer } from '../api/shapes.ts';
import { api, trpc } from '../api/trpc.ts';
import classes from '../flow/Dialogs.module.css';
import type { EditorParts } from '../flow/editor-parts.ts';
import { IssueList } from '../flow/IssueList.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { IconAlertTriangle, IconCircleCheck } from '../ui/icons.ts';

/** What stands in the way, what changes, a note; then the draft becomes the next version and is live. */
export function PublishDialog({
  flow,
  parts,
  onClose,
}: {
  flow: FlowAnswer;
  parts: EditorParts;
  onClose: () => void;
}) {
  const { store, flush } = parts;
  const issues = useStore(store, (state) => state.issues);
  const [note, setNote] = useState('');
  const next = (flow.liveVersion ?? 0) + 1;
  const publish = useMutation({
    meta: { ownError: true },
    mutationFn: async () => {
      await flush();
      const { base } = store.getState();
      return api.flow.publish.mutate({
        id: flow.id,
        revision: base.revision,
        ...(note.trim() === '' ? {} : { note: note.trim() }),
      });
    },
    onSuccess: async ({ n }) => {
      onClose();
      notify({ tone: 'good', title: `Version ${n} is live`, message: 'What arrives from now on runs it.' });
      await Promise.all([
        queryClient.invalidateQueries(trpc.flow.pathFilter()),
        queryClient.invalidateQueries(trpc.flow.triggerState.pathFilter()),
      ]);
    },
  });
  const blocked = blocksPublishing(issues);
  return (
    <Modal opened onClose={onClose} title={<strong>Publish {flow.name}</strong>} size={520}>
      <div className={classes.stack}>
        {issues.length === 0 ? (
          <p className={classes.note} data-tone="good">
            <IconCircleCheck size={17} aria-hidden /> No issues.
          </p>
        ) : (
          <>
            {blocked && (
              <p className={classes.note} data-tone="bad">
                <IconAlertTriangle size={17} aria-hidden /> Repair these first. A line leads to its field.
              </p>
            )}
            <IssueList parts={parts} onDone={onClose} />
          </>
        )}
        {flow.liveVersion !== null && <Changes flow={flow} parts={parts} version={flow.liveVersion} />}
        <Textarea
          label="Note"
          description="What is different, for those who look at the versions later."
          autosize
          minRows={2}
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {publish.error && <ErrorPanel error={publish.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button disabled={blocked} loading={publish.isPending} onClick={() => publish.mutate()}>
            Publish v{next}
          </Button>
        </Group>
      </div>
    </Modal>
  );
}

function Changes({ flow, parts, version }: { flow: FlowAnswer; parts: EditorParts; version: number }) {
  const live = useQuery(trpc.flow.version.queryOptions({ id: flow.id, n: version })).data?.document;
  const draft = useStore(parts.store, (state) => state.document);
  if (!live) return null;
  const { logic, wording, layout } = countChanges(diffFlows(live, draft));
  const words = [
    logic > 0 ? `${logic} in what it does` : undefined,
    wording > 0 ? `${wording} in names and notes` : undefined,
    layout > 0 ? `${layout} in the layout` : undefined,
  ].filter(Boolean);
  return (
    <p className={classes.hint}>
      {words.length === 0
        ? `Nothing differs from v${version}.`
        : `Against v${version}, changes: ${words.join(', ')}.`}
    </p>
  );
}
