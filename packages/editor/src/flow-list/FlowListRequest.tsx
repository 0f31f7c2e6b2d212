import { Button, Group, Loader, Modal } from '@mantine/core';
import { flowSchemaName } from '@sista/shared/flow/flow.schema';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { announce } from '../announce.ts';
import { useLive } from '../api/live-stream.ts';
import { queryClient } from '../api/query-client.ts';
import { useSession } from '../api/session.ts';
import { api, trpc } from '../api/trpc.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Curl } from '../ui/Curl.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { IconCircleCheck } from '../ui/icons.ts';
import { JsonTree } from '../ui/JsonTree.tsx';
import { useOpenPage } from '../ui/PageLink.tsx';
import { Skeleton } from '../ui/Progress.tsx';
import classes from './FlowListRequest.module.css';

const waitingFlow = {
  schema: flowSchemaName,
  name: 'Flow from a request',
  nodes: [
    {
      id: 'received',
      type: 'trigger-webhook',
      name: 'Request received',
      position: { x: 0, y: 0 },
      config: { source: 'generic' },
    },
  ],
  edges: [],
};
const example = { id: 'A-1', amount: 120, note: 'Please call back.' };

/** An address first: the flow is built on the request that really came. */
export function FlowListRequest({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} size={640} title={<strong>Send me a request first</strong>}>
      {opened && <Waiting />}
    </Modal>
  );
}

function Waiting() {
  const { mutate, data, error } = useMutation({
    ...trpc.flow.create.mutationOptions(),
    meta: { ownError: true },
    onSuccess: () => queryClient.invalidateQueries(trpc.flow.list.pathFilter()),
  });
  const [asked, setAsked] = useState(false);
  // Strict mode mounts twice: the address must be made once.
  useEffect(() => {
    const once = setTimeout(() => setAsked(true), 0);
    return () => clearTimeout(once);
  }, []);
  useEffect(() => {
    if (asked) mutate({ document: waitingFlow });
  }, [asked, mutate]);
  if (error) return <ErrorPanel error={error} onRetry={() => mutate({ document: waitingFlow })} />;
  if (!data) return <Skeleton label="Making an address" lines={4} />;
  return <Address flowId={data.id} />;
}

function Address({ flowId }: { flowId: string }) {
  const session = useSession();
  const state = useQuery({
    ...trpc.flow.triggerState.queryOptions({ id: flowId }),
    refetchInterval: (query) => (query.state.data?.lastCapture ? false : 4_000),
  });
  useLive([`flow:${flowId}`], (message) => {
    if (message.type === 'capture') void state.refetch();
  });
  const url = state.data?.ingressUrl;
  const captureId = state.data?.lastCapture?.id;
  if (state.error && !state.data)
    return <ErrorPanel error={state.error} onRetry={() => void state.refetch()} />;
  if (!url) return <Skeleton label="Making an address" lines={4} />;
  return (
    <div className={classes.steps}>
      <p>This address is yours. Enter it where your system sends webhooks to, or try it from a terminal:</p>
      <div className={classes.address}>
        <code>{url}</code>
        <CopyButton text={url} label="Copy the address" />
      </div>
      <Curl url={url} body={example} />
      {session?.publicUrlIsLocal && (
        <p className={classes.hint}>
          Only this machine reaches it. Settings, Health says how a laptop gets a public address.
        </p>
      )}
      {captureId ? <Received flowId={flowId} captureId={captureId} /> : <WaitingLine />}
    </div>
  );
}

function WaitingLine() {
  return (
    <div className={classes.waiting} role="status">
      <Loader size="xs" aria-hidden />
      Waiting for the first request. Close this whenever you like: the flow stays in the list as a draft.
    </div>
  );
}

function Received({ flowId, captureId }: { flowId: string; captureId: string }) {
  const open = useOpenPage();
  const capture = useQuery(trpc.capture.get.queryOptions({ id: captureId }));
  useEffect(() => announce('A request arrived'), []);
  const use = useMutation({
    mutationFn: (payload: unknown) =>
      api.flow.setSample.mutate({ id: flowId, sample: { title: 'The request that came first', payload } }),
    onSuccess: () => open(`/flows/${flowId}`),
  });
  if (!capture.data) return <Skeleton label="Reading the request" lines={3} />;
  const { body, method, contentType } = capture.data;
  const payload = bodyOf(body);
  return (
    <>
      <div className={classes.received}>
        <IconCircleCheck size={18} aria-hidden />
        <strong>It arrived.</strong>
        <span>
          {method}, {contentType ?? 'no content type'}
        </span>
      </div>
      <div className={classes.body}>
        <JsonTree value={payload} label="What the request holds" />
      </div>
      <Group justify="flex-end">
        <Button loading={use.isPending} onClick={() => use.mutate(payload)} data-autofocus>
          Build the flow on it
        </Button>
      </Group>
    </>
  );
}

function bodyOf(body: { encoding: string; text: string } | null): unknown {
  if (!body) return {};
  if (body.encoding === 'base64') return { bytes: body.text.length };
  try {
    return JSON.parse(body.text);
  } catch {
    return body.text;
  }
}
