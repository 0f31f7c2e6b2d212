import { Button } from '@mantine/core';
import type { TriggerState } from '@sista/shared/flow/flow-api.schema';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useLive } from '../api/live-stream.ts';
import { queryClient } from '../api/query-client.ts';
import { useRight } from '../api/session.ts';
import type { FlowAnswer } from '../api/shapes.ts';
import { api, trpc } from '../api/trpc.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Curl } from '../ui/Curl.tsx';
import { IconCircleCheck, IconPlayerPlay, IconPlugConnected } from '../ui/icons.ts';
import { PageLink, useOpenPage } from '../ui/PageLink.tsx';
import { exactWords, RelativeTime } from '../ui/RelativeTime.tsx';
import { StatusBadge } from '../ui/StatusBadge.tsx';
import classes from './TriggerCard.module.css';

/** Whether anything can start the flow right now, and if not, why; its address and a line to try it. */
export function TriggerCard({ flow, samplePayload }: { flow: FlowAnswer; samplePayload: unknown }) {
  const key = trpc.flow.triggerState.queryOptions({ id: flow.id });
  const state = useQuery(key).data;
  useLive([`flow:${flow.id}`], (message) => {
    // A scheduled run that begins has moved the next time.
    const changes = message.type === 'capture' || (message.type === 'run' && state?.nextRunAt);
    if (changes) void queryClient.invalidateQueries({ queryKey: key.queryKey });
  });
  const isManual = flow.document.nodes.some((node) => node.type === 'trigger-manual');
  if (!state) return null;
  const Icon = state.listening ? IconCircleCheck : IconPlugConnected;
  return (
    <section className={classes.card} aria-label="State of the trigger">
      <p className={classes.state} data-tone={state.listening ? 'good' : 'wait'}>
        <Icon size={17} aria-hidden />
        {stateWords(state)}
      </p>
      {state.nextRunAt && (
        <p className={classes.last}>
          Next run <RelativeTime at={state.nextRunAt} /> <span>{exactWords(state.nextRunAt)}</span>
        </p>
      )}
      {state.ingressUrl && (
        <>
          <div className={classes.address}>
            <code>{state.ingressUrl}</code>
            <CopyButton text={state.ingressUrl} label="Copy the address" />
          </div>
          <p className={classes.last}>
            {state.lastCapture ? (
              <>
                Last request <RelativeTime at={state.lastCapture.receivedAt} />{' '}
                <StatusBadge status={state.lastCapture.outcome} plain />{' '}
                <PageLink to={`/webhooks/received/${state.lastCapture.id}`}>Look at it</PageLink>
              </>
            ) : (
              'Nothing has arrived yet.'
            )}
          </p>
          <Curl url={state.ingressUrl} body={samplePayload ?? {}} />
        </>
      )}
      {isManual && <StartNow flow={flow} input={samplePayload} />}
    </section>
  );
}

function stateWords({ listening, reason, nextRunAt }: TriggerState): string | null {
  if (!listening) return reason;
  return nextRunAt === null
    ? 'Listening: what arrives starts the live version.'
    : 'On: the schedule starts the live version.';
}

function StartNow({ flow, input }: { flow: FlowAnswer; input: unknown }) {
  const mayStart = useRight('run.start');
  const open = useOpenPage();
  const start = useMutation({
    mutationFn: () => api.flow.start.mutate({ id: flow.id, input }),
    onSuccess: ({ runId }) => open(`/runs/${runId}`),
  });
  if (!mayStart || flow.liveVersion === null) return null;
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<IconPlayerPlay size={15} />}
      loading={start.isPending}
      onClick={() => start.mutate()}
    >
      Start the live version with the sample
    </Button>
  );
}
