import { Button, Checkbox, Group, Modal, Progress, Text } from '@mantine/core';
import { isJobOver } from '@sista/shared/job/job-status';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { explainError } from '../api/error-words.ts';
import { notify } from '../api/notify.ts';
import { queryClient } from '../api/query-client.ts';
import { useRight } from '../api/session.ts';
import type { FlowAnswer, JobAnswer } from '../api/shapes.ts';
import { trpc } from '../api/trpc.ts';
import { keepJob, useFlowJob } from './flow-job.ts';

type DialogProps = { flow: FlowAnswer; opened: boolean; onClose: () => void };

/** Ends all unfinished runs of a flow. The work is a job of the server: it goes on when the dialog is closed. */
export function StopRunsDialog({ flow, opened, onClose }: DialogProps) {
  const [jobId, setJobId] = useState<string>();
  const job = useFlowJob(flow.id, opened || jobId !== undefined);
  const shown = job && (job.id === jobId || !isJobOver(job.status)) ? job : undefined;
  const close = () => {
    onClose();
    if (shown && isJobOver(shown.status)) setJobId(undefined);
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={<strong>{`Stop all runs of ${flow.name}`}</strong>}
      size={480}
    >
      {shown ? (
        <JobProgress job={shown} flowId={flow.id} onClose={close} />
      ) : (
        <Question flow={flow} onStarted={(started) => setJobId(started.id)} onClose={close} />
      )}
    </Modal>
  );
}

function Question({
  flow,
  onStarted,
  onClose,
}: {
  flow: FlowAnswer;
  onStarted: (job: JobAnswer) => void;
  onClose: () => void;
}) {
  const mayPause = useRight('flow.publish') && flow.status === 'live';
  const [pause, setPause] = useState(true);
  const start = useMutation({
    ...trpc.job.cancelRuns.mutationOptions(),
    onSuccess: (job) => {
      keepJob(flow.id, job);
      onStarted(job);
      return queryClient.invalidateQueries(trpc.flow.get.queryFilter({ id: flow.id }));
    },
    onError: (error) => notify({ tone: 'bad', ...explainError(error) }),
  });
  return (
    <>
      <Text component="div" size="md" c="dimmed">
        Runs that wait or work are cancelled and stay readable. What they have sent stays sent; this cannot be
        undone.
      </Text>
      {mayPause && (
        <Checkbox
          mt="md"
          checked={pause}
          onChange={(event) => setPause(event.currentTarget.checked)}
          label="Pause the flow too"
          description="New requests are kept and start nothing until you resume it."
        />
      )}
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={onClose} data-autofocus>
          Cancel
        </Button>
        <Button
          color="red"
          loading={start.isPending}
          onClick={() => start.mutate({ id: flow.id, pause: mayPause && pause })}
        >
          Stop all runs
        </Button>
      </Group>
    </>
  );
}

function JobProgress({ job, flowId, onClose }: { job: JobAnswer; flowId: string; onClose: () => void }) {
  const { done, total, status } = job;
  const kept = { onSuccess: (moved: JobAnswer) => keepJob(flowId, moved) };
  const cancel = useMutation({ ...trpc.job.cancel.mutationOptions(), ...kept });
  const over = isJobOver(status);
  const share = over ? 100 : total ? Math.round((done / total) * 100) : 0;
  return (
    <>
      <Text size="md" role="status">
        {sentenceOf(job)}
      </Text>
      <Progress.Root size="lg" mt="sm">
        <Progress.Section
          value={share}
          aria-label="Runs that are stopped"
          animated={!over && status !== 'paused'}
          {...(status === 'failed' ? { color: 'red' } : {})}
        />
      </Progress.Root>
      <Group justify="flex-end" mt="lg" gap="xs">
        {!over && (
          <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate({ id: job.id })}>
            Leave the rest running
          </Button>
        )}
        <Button onClick={onClose} data-autofocus>
          {over ? 'Done' : 'Close, it goes on'}
        </Button>
      </Group>
    </>
  );
}

function sentenceOf({ status, done, total, problem }: JobAnswer): string {
  const runs = `${done.toLocaleString('en')} ${done === 1 ? 'run' : 'runs'}`;
  switch (status) {
    case 'succeeded':
      return done === 0 ? 'There was no run to stop.' : `${runs} stopped.`;
    case 'failed':
      return problem ?? `It stopped after ${runs}.`;
    case 'cancelled':
      return `${runs} stopped, the others go on.`;
    case 'paused':
      return `Paused after ${runs}.`;
    default:
      return total === null || total === 0
        ? 'Counting the runs …'
        : `${done.toLocaleString('en')} of ${total.toLocaleString('en')} runs stopped …`;
  }
}
