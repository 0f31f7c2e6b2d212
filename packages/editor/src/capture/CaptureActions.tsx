import { Button, Menu } from '@mantine/core';
import type { CaptureDetail } from '@sista/shared/capture/capture.schema';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { explainError } from '../api/error-words.ts';
import { notify } from '../api/notify.ts';
import { queryClient } from '../api/query-client.ts';
import { useRight } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { IconChevronDown, IconFlask, IconRepeat } from '../ui/icons.ts';
import { useOpenPage } from '../ui/PageLink.tsx';
import { sampleOfCapture } from './capture-sample.ts';
import { useKeepSample } from './keep-sample.ts';

type Version = 'live' | 'draft';

/** Make the request the flow's sample, or run it again on the draft or on what is live. */
export function CaptureActions({ capture }: { capture: CaptureDetail }) {
  const [asking, setAsking] = useState<Version>();
  const mayReplay = useRight('capture.replay');
  const { replay, isPending } = useReplay(capture.id);
  // A refused request was not proved to come from its sender: starting it takes a second look.
  const start = (version: Version) =>
    capture.outcome === 'refused' ? setAsking(version) : replay(version, false);
  // It answered a run that was under way: there is no trigger that could take it again.
  if (capture.source === 'callback') return null;
  return (
    <>
      <SampleButton capture={capture} />
      <Menu>
        <Menu.Target>
          <Button
            size="xs"
            leftSection={<IconRepeat size={14} />}
            rightSection={<IconChevronDown size={14} />}
            disabled={!mayReplay}
            loading={isPending}
          >
            Replay
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => start('draft')}>Replay to the draft</Menu.Item>
          <Menu.Item onClick={() => start('live')}>Replay to the live version</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ConfirmDialog
        opened={asking !== undefined}
        onClose={() => setAsking(undefined)}
        onConfirm={() => {
          const version = asking ?? 'draft';
          setAsking(undefined);
          replay(version, true);
        }}
        title="Start a run from a refused request?"
        verb={asking === 'live' ? 'Replay to the live version' : 'Replay to the draft'}
      >
        {capture.explanation ?? 'The request was refused.'} Nobody proved who sent it. The run starts all the
        same, marked as not authenticated{asking === 'live' ? ', and its sends really leave' : ''}.
      </ConfirmDialog>
    </>
  );
}

function SampleButton({ capture }: { capture: CaptureDetail }) {
  const mayWrite = useRight('flow.write');
  const keep = useKeepSample();
  const use = () => {
    try {
      void keep(capture.flowId, sampleOfCapture(capture));
    } catch (error) {
      notify({ tone: 'bad', ...explainError(error) });
    }
  };
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconFlask size={14} />}
      disabled={!mayWrite}
      onClick={use}
    >
      Use as sample
    </Button>
  );
}

function useReplay(id: string) {
  const open = useOpenPage();
  const mutation = useMutation({
    ...trpc.capture.replay.mutationOptions(),
    onSuccess: ({ runId }) => {
      void queryClient.invalidateQueries(trpc.capture.pathFilter());
      open(`/runs/${runId}`);
    },
  });
  return {
    replay: (version: Version, trust: boolean) => mutation.mutate({ id, version, trust }),
    isPending: mutation.isPending,
  };
}
