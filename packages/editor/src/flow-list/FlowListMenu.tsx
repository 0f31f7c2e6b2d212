import { ActionIcon, Menu } from '@mantine/core';
import type { FlowListItem } from '@sista/shared/flow/flow-api.schema';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { explainError } from '../api/error-words.ts';
import { notify } from '../api/notify.ts';
import { queryClient } from '../api/query-client.ts';
import { useRight } from '../api/session.ts';
import { api, trpc } from '../api/trpc.ts';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import {
  IconCopy,
  IconDotsVertical,
  IconDownload,
  IconExternalLink,
  IconPlayerPause,
  IconPlayerPlay,
  IconTrash,
} from '../ui/icons.ts';
import { useOpenPage } from '../ui/PageLink.tsx';

const reload = () => queryClient.invalidateQueries(trpc.flow.list.pathFilter());

/** What can be done with one flow of the list. */
export function FlowListMenu({ flow }: { flow: FlowListItem }) {
  const [deleting, setDeleting] = useState(false);
  const open = useOpenPage();
  const mayWrite = useRight('flow.write');
  const mayPublish = useRight('flow.publish');
  const told = (title: string) => ({
    onSuccess: () => {
      notify({ tone: 'good', title });
      return reload();
    },
  });
  const pause = useMutation({ ...trpc.flow.pause.mutationOptions(), ...told(`${flow.name} is paused`) });
  const resume = useMutation({
    ...trpc.flow.resume.mutationOptions(),
    ...told(`${flow.name} is live again`),
  });
  const duplicate = useMutation({
    ...trpc.flow.duplicate.mutationOptions(),
    onSuccess: (copy) => open(`/flows/${copy.id}`),
  });
  return (
    <>
      <Menu width={200} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <ActionIcon aria-label={`More for ${flow.name}`}>
            <IconDotsVertical size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconExternalLink size={16} />} onClick={() => open(`/flows/${flow.id}`)}>
            Open
          </Menu.Item>
          {mayPublish && flow.status === 'live' && (
            <Menu.Item
              leftSection={<IconPlayerPause size={16} />}
              onClick={() => pause.mutate({ id: flow.id })}
            >
              Pause
            </Menu.Item>
          )}
          {mayPublish && flow.status === 'paused' && (
            <Menu.Item
              leftSection={<IconPlayerPlay size={16} />}
              onClick={() => resume.mutate({ id: flow.id })}
            >
              Resume
            </Menu.Item>
          )}
          {mayWrite && (
            <Menu.Item leftSection={<IconCopy size={16} />} onClick={() => duplicate.mutate({ id: flow.id })}>
              Duplicate
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconDownload size={16} />} onClick={() => void download(flow)}>
            Export as JSON
          </Menu.Item>
          {mayWrite && (
            <>
              <Menu.Divider />
              <Menu.Item
                c="var(--sf-bad)"
                leftSection={<IconTrash size={16} />}
                onClick={() => setDeleting(true)}
              >
                Delete the flow
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <DeleteFlow flow={flow} opened={deleting} onClose={() => setDeleting(false)} />
    </>
  );
}

function DeleteFlow({ flow, opened, onClose }: { flow: FlowListItem; opened: boolean; onClose: () => void }) {
  const remove = useMutation({
    ...trpc.flow.delete.mutationOptions(),
    onSuccess: () => {
      onClose();
      notify({ tone: 'good', title: `${flow.name} is deleted` });
      return reload();
    },
  });
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      onConfirm={() => remove.mutate({ id: flow.id })}
      title={`Delete the flow ${flow.name}?`}
      verb="Delete the flow"
      danger
      busy={remove.isPending}
    >
      {flow.status === 'draft'
        ? 'Its draft is gone for good. Export it first if you may need it again.'
        : 'Its address answers with 404 from now on, and its draft and versions are gone for good. Runs that ended stay readable until their time to keep is over.'}
    </ConfirmDialog>
  );
}

async function download({ id, name }: FlowListItem): Promise<void> {
  try {
    const document = await api.flow.export.query({ id });
    const file = new Blob([JSON.stringify(document, null, 2)], { type: 'application/json' });
    const url = URL.createObjectURL(file);
    const link = globalThis.document.createElement('a');
    link.href = url;
    link.download = `${
      name
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, '-')
        .replaceAll(/^-|-$/g, '') || 'flow'
    }.flow.json`;
    link.click();
    URL.revokeObjectURL(url);
  } catch (error) {
    notify({ tone: 'bad', ...explainError(error) });
  }
}
