import { ActionIcon, Button, Menu } from '@mantine/core';
import { isEnded } from '@sista/shared/run/run-status';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { explainError } from '../api/error-words.ts';
import { notify } from '../api/notify.ts';
import { useRight } from '../api/session.ts';
import type { RunAnswer } from '../api/shapes.ts';
import { api, trpc } from '../api/trpc.ts';
import { sampleOfCapture } from '../capture/capture-sample.ts';
import { useKeepSample } from '../capture/keep-sample.ts';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { CopyButton, copyText } from '../ui/CopyButton.tsx';
import { IconCopy, IconDots, IconExternalLink, IconFlask, IconPlayerStop, IconRepeat } from '../ui/icons.ts';
import { useOpenPage } from '../ui/PageLink.tsx';
import { putRun } from './put-run.ts';
import { runTitle } from './run-words.ts';

/** What can be done with a run: cancel it, retry it, make its input the sample of its flow. */
export function RunActions({ run }: { run: RunAnswer }) {
  const open = useOpenPage();
  const keep = useKeepSample();
  const mayWrite = useRight('flow.write');
  const makeSample = () =>
    sampleOfRun(run).then(
      (sample) => keep(run.flowId, sample),
      (error: unknown) => notify({ tone: 'bad', ...explainError(error) }),
    );
  return (
    <>
      <CopyButton text={run.id} label="Copy the id of the run" words="Copy id" />
      {!isEnded(run.status) && <CancelButton run={run} />}
      {run.status === 'failed' && <RetryButton run={run} />}
      <Menu>
        <Menu.Target>
          <ActionIcon size="lg" variant="default" aria-label="More about this run">
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconFlask size={15} />}
            disabled={!mayWrite}
            onClick={() => void makeSample()}
          >
            Use its input as sample
          </Menu.Item>
          <Menu.Item
            leftSection={<IconExternalLink size={15} />}
            onClick={() => open(`/flows/${run.flowId}`)}
          >
            Open the flow
          </Menu.Item>
          <Menu.Item
            leftSection={<IconCopy size={15} />}
            onClick={() => void copyText(`${location.origin}/runs/${run.id}`)}
          >
            Copy a short link
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

/** The request behind the run where there is one, else the body that it was started with. */
async function sampleOfRun(run: RunAnswer) {
  if (run.captureId) return sampleOfCapture(await api.capture.get.query({ id: run.captureId }));
  const { input } = run;
  const payload = typeof input === 'object' && input !== null && 'body' in input ? input.body : input;
  return { title: runTitle(run), payload };
}

function CancelButton({ run }: { run: RunAnswer }) {
  const [asking, setAsking] = useState(false);
  const allowed = useRight('run.cancel');
  const cancel = useMutation({
    ...trpc.run.cancel.mutationOptions(),
    onSuccess: (next) => {
      putRun(next);
      setAsking(false);
    },
  });
  return (
    <>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPlayerStop size={14} />}
        disabled={!allowed}
        onClick={() => setAsking(true)}
      >
        Cancel the run
      </Button>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => cancel.mutate({ id: run.id })}
        title={`Cancel the run ${runTitle(run)}?`}
        verb="Cancel the run"
        danger
        busy={cancel.isPending}
      >
        Steps that are done stay done, and what was sent is not taken back. Steps after that do not start.
      </ConfirmDialog>
    </>
  );
}

function RetryButton({ run }: { run: RunAnswer }) {
  const allowed = useRight('run.start');
  const done = run.stepList.filter((step) => step.status === 'succeeded').length;
  const retry = useMutation({
    ...trpc.run.retry.mutationOptions(),
    onSuccess: (next) => {
      putRun(next);
      notify({
        tone: 'good',
        title: 'The run goes on at the failed step',
        message: `${done} ${done === 1 ? 'step that succeeded is' : 'steps that succeeded are'} not done again.`,
      });
    },
  });
  return (
    <Button
      size="xs"
      leftSection={<IconRepeat size={14} />}
      disabled={!allowed}
      loading={retry.isPending}
      onClick={() => retry.mutate({ id: run.id })}
    >
      Retry from the failed step
    </Button>
  );
}
