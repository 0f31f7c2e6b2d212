import { Button, Tabs } from '@mantine/core';
import type { DeliveryDetail } from '@sista/shared/delivery/delivery.schema';
import { isEndedDelivery } from '@sista/shared/delivery/delivery-status';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useLocation, useNavigate, useParams } from '@tanstack/react-router';
import { useLive } from '../api/live-stream.ts';
import { notify } from '../api/notify.ts';
import { queryClient } from '../api/query-client.ts';
import { useRight } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Curl } from '../ui/Curl.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { HeaderList } from '../ui/HeaderList.tsx';
import { IconRepeat } from '../ui/icons.ts';
import { PageBody, PageHeader } from '../ui/PageHeader.tsx';
import { PageLink, useOpenPage } from '../ui/PageLink.tsx';
import { Panel } from '../ui/Panel.tsx';
import { PayloadView } from '../ui/PayloadView.tsx';
import { Progress } from '../ui/Progress.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { StatusBadge } from '../ui/StatusBadge.tsx';
import { AttemptTimeline } from './AttemptTimeline.tsx';
import classes from './DeliveryPage.module.css';
import { deliveryReasonWords } from './delivery-words.ts';
import { Ladder } from './Ladder.tsx';

const parents = [{ label: 'Deliveries', to: '/webhooks/deliveries' }];

/** One delivery: its attempts over 24 hours, the exact bytes, and what the receiver answered. */
export function DeliveryPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const options = trpc.delivery.get.queryOptions({ id });
  const { data: delivery, error, refetch } = useQuery(options);
  useLive(['workspace'], (message) => {
    if (message.type === 'delivery' && message.deliveryId === id)
      void queryClient.invalidateQueries({ queryKey: options.queryKey });
  });
  if (!delivery)
    return (
      <>
        <PageHeader title="Delivery" parents={parents} />
        <PageBody>
          {error ? (
            <ErrorPanel error={error} onRetry={() => void refetch()} />
          ) : (
            <Progress label="Reading the delivery" />
          )}
        </PageBody>
      </>
    );
  return (
    <>
      <PageHeader
        title={delivery.eventType}
        parents={parents}
        badge={<StatusBadge status={delivery.status} />}
        description={<Origin delivery={delivery} />}
        actions={
          <>
            <CopyButton text={delivery.id} label="Copy the id of the delivery" words="Copy id" />
            <ReplayButton delivery={delivery} />
          </>
        }
      />
      <PageBody>
        <div className={classes.parts}>
          <Situation delivery={delivery} />
          <Panel title="24 hours">
            <Ladder delivery={delivery} />
          </Panel>
          <DeliveryTabs delivery={delivery} />
        </div>
      </PageBody>
    </>
  );
}

function Origin({ delivery }: { delivery: DeliveryDetail }) {
  return (
    <>
      To <code>{delivery.target}</code>, <RelativeTime at={delivery.createdAt} />
      {delivery.runId && (
        <>
          {', by '}
          <PageLink to={`/runs/${delivery.runId}`}>this run</PageLink>
        </>
      )}
      {delivery.replayOf && (
        <>
          {', again after '}
          <PageLink to={`/webhooks/deliveries/${delivery.replayOf}`}>this delivery</PageLink>
        </>
      )}
    </>
  );
}

/** Why it is where it is, what holds it back, what can be done. */
function Situation({ delivery: { reason, heldBack, hint } }: { delivery: DeliveryDetail }) {
  if (!reason && !heldBack && !hint) return null;
  return (
    <section className={classes.situation} aria-label="What is going on">
      {reason && <p>{deliveryReasonWords[reason]}</p>}
      {heldBack && (
        <p>
          {heldBack.why === 'paused'
            ? 'The receiver asked for a pause. Sending goes on '
            : 'The receiver failed several times in a row. It gets nothing until '}
          <RelativeTime at={heldBack.until} />.
        </p>
      )}
      {hint && <p>{hint}</p>}
    </section>
  );
}

function DeliveryTabs({ delivery }: { delivery: DeliveryDetail }) {
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  const tab = (search as { tab?: string }).tab ?? 'attempts';
  const newest = delivery.attempts.at(-1);
  return (
    <Tabs
      value={tab}
      keepMounted={false}
      onChange={(next) =>
        void navigate({ to: pathname as string, search: { tab: next ?? undefined } as never, replace: true })
      }
    >
      <Tabs.List>
        <Tabs.Tab value="attempts">Attempts {delivery.attemptCount}</Tabs.Tab>
        <Tabs.Tab value="payload">Payload</Tabs.Tab>
        <Tabs.Tab value="headers">Headers</Tabs.Tab>
        <Tabs.Tab value="curl">curl</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="attempts" pt="sm">
        <AttemptTimeline delivery={delivery} />
      </Tabs.Panel>
      <Tabs.Panel value="payload" pt="sm">
        <Payload delivery={delivery} />
      </Tabs.Panel>
      <Tabs.Panel value="headers" pt="sm">
        {newest ? (
          <HeaderList headers={newest.requestHeaders} label={`Headers of attempt ${newest.n}`} />
        ) : (
          <p className={classes.none}>Headers are known once it was sent: each attempt signs anew.</p>
        )}
      </Tabs.Panel>
      <Tabs.Panel value="curl" pt="sm">
        <CurlOf delivery={delivery} />
      </Tabs.Panel>
    </Tabs>
  );
}

function Payload({ delivery: { body, bodyBytes, bodySha256 } }: { delivery: DeliveryDetail }) {
  if (body === null) return <p className={classes.none}>The body is no longer kept.</p>;
  return (
    <PayloadView
      text={body}
      label="Payload, the bytes that are signed"
      size={bodyBytes ?? undefined}
      facts={bodySha256 ? [`SHA-256 ${bodySha256}`] : []}
    />
  );
}

const ownHeaders = /^(host|content-length|connection|transfer-encoding)$/i;

function CurlOf({ delivery }: { delivery: DeliveryDetail }) {
  const newest = delivery.attempts.at(-1);
  const headers = (newest?.requestHeaders ?? []).filter(({ name }) => !ownHeaders.test(name));
  return (
    <>
      <p className={classes.note}>
        The same request from a terminal. Secrets are masked, and a receiver that checks the time refuses the
        signature after five minutes: use Replay for a fresh one.
      </p>
      <Curl
        label="Send the same bytes"
        url={newest?.url ?? delivery.target}
        headers={Object.fromEntries(headers.map(({ name, value }) => [name, value]))}
        {...(delivery.body === null ? {} : { body: delivery.body })}
      />
    </>
  );
}

function ReplayButton({ delivery }: { delivery: DeliveryDetail }) {
  const open = useOpenPage();
  const allowed = useRight('delivery.replay');
  const replay = useMutation({
    ...trpc.delivery.replay.mutationOptions(),
    onSuccess: (next) => {
      void queryClient.invalidateQueries(trpc.delivery.pathFilter());
      notify({
        tone: 'good',
        title: 'It is delivered again',
        message: 'The receiver sees the same event id, so it can tell a repeat.',
      });
      if (next.id !== delivery.id) open(`/webhooks/deliveries/${next.id}`);
    },
  });
  return (
    <Button
      size="xs"
      variant={isEndedDelivery(delivery.status) && delivery.status !== 'delivered' ? 'filled' : 'default'}
      leftSection={<IconRepeat size={14} />}
      disabled={!allowed}
      loading={replay.isPending}
      onClick={() => replay.mutate({ id: delivery.id })}
    >
      Replay
    </Button>
  );
}
