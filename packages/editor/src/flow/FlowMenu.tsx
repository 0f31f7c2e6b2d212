import { Menu } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { explainError } from '../api/error-words.ts';
import { notify } from '../api/notify.ts';
import { queryClient } from '../api/query-client.ts';
import { useRight } from '../api/session.ts';
import type { FlowAnswer } from '../api/shapes.ts';
import { api, trpc } from '../api/trpc.ts';
import {
  IconCopy,
  IconDownload,
  IconKeyboard,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconSettings,
  IconTrash,
  IconVariable,
  IconVersions,
} from '../ui/icons.ts';
import { useOpenPage } from '../ui/PageLink.tsx';
import type { EditorParts } from './editor-parts.ts';

/** What can be done with the flow as a whole. */
export function FlowMenu({ flow, parts }: { flow: FlowAnswer; parts: EditorParts }) {
  const { workbench, flush } = parts;
  const mayPublish = useRight('flow.publish');
  const mayWrite = useRight('flow.write');
  const mayCancel = useRight('run.cancel');
  const open = useOpenPage();
  const keep = (changed: FlowAnswer) =>
    queryClient.setQueryData(trpc.flow.get.queryKey({ id: flow.id }), changed);
  const pause = useMutation({ ...trpc.flow.pause.mutationOptions(), onSuccess: keep });
  const resume = useMutation({ ...trpc.flow.resume.mutationOptions(), onSuccess: keep });
  const duplicate = useMutation({
    ...trpc.flow.duplicate.mutationOptions(),
    onSuccess: ({ id }) => open(`/flows/${id}`),
  });
  const download = () =>
    flush()
      .then(() => api.flow.export.query({ id: flow.id }))
      .then((document) => saveFile(`${fileName(flow.name)}.flow.json`, JSON.stringify(document, null, 2)))
      .catch((error: unknown) => notify({ tone: 'bad', ...explainError(error) }));
  return (
    <Menu.Dropdown>
      {mayPublish && flow.status === 'live' && (
        <Menu.Item leftSection={<IconPlayerPause size={16} />} onClick={() => pause.mutate({ id: flow.id })}>
          Pause: keep requests, start nothing
        </Menu.Item>
      )}
      {mayPublish && flow.status === 'paused' && (
        <Menu.Item leftSection={<IconPlayerPlay size={16} />} onClick={() => resume.mutate({ id: flow.id })}>
          Resume
        </Menu.Item>
      )}
      {mayCancel && (
        <Menu.Item
          leftSection={<IconPlayerStop size={16} />}
          onClick={() => workbench.setState({ dialog: 'stop-runs' })}
        >
          Stop all runs…
        </Menu.Item>
      )}
      <Menu.Item
        leftSection={<IconVersions size={16} />}
        onClick={() => workbench.setState({ dialog: 'versions' })}
      >
        Versions
      </Menu.Item>
      {mayWrite && (
        <Menu.Item
          leftSection={<IconVariable size={16} />}
          onClick={() => workbench.setState({ dialog: 'variables' })}
        >
          Variables
        </Menu.Item>
      )}
      {mayWrite && (
        <Menu.Item
          leftSection={<IconSettings size={16} />}
          onClick={() => workbench.setState({ dialog: 'settings' })}
        >
          Settings
        </Menu.Item>
      )}
      {mayWrite && (
        <Menu.Item leftSection={<IconCopy size={16} />} onClick={() => duplicate.mutate({ id: flow.id })}>
          Duplicate
        </Menu.Item>
      )}
      <Menu.Item leftSection={<IconDownload size={16} />} onClick={() => void download()}>
        Export as JSON
      </Menu.Item>
      <Menu.Item
        leftSection={<IconKeyboard size={16} />}
        onClick={() => workbench.setState({ dialog: 'keys' })}
      >
        Keys
      </Menu.Item>
      {mayWrite && (
        <>
          <Menu.Divider />
          <Menu.Item
            c="var(--sf-bad)"
            leftSection={<IconTrash size={16} />}
            onClick={() => workbench.setState({ dialog: 'delete' })}
          >
            Delete the flow
          </Menu.Item>
        </>
      )}
    </Menu.Dropdown>
  );
}

const fileName = (name: string) =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '') || 'flow';

/** Hands a text to the browser as a file. */
function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
