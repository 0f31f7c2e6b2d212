import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useLive } from '../api/live-stream.ts';
import { queryClient } from '../api/query-client.ts';
import { trpc } from '../api/trpc.ts';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { KeyValues } from '../ui/KeyValues.tsx';
import { PageLink } from '../ui/PageLink.tsx';
import { Skeleton } from '../ui/Progress.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { StatusBadge } from '../ui/StatusBadge.tsx';
import classes from './StepPanel.module.css';

/** The delivery that a step handed over, in short, and the way to its page. */
export function DeliveryCard({
  id,
  redirection,
}: {
  id: string;
  /** Set where it went to the request inbox instead. */
  redirection: { target: string | undefined } | undefined;
}) {
  const options = trpc.delivery.get.queryOptions({ id });
  const { data, error, refetch } = useQuery(options);
  useLive(['workspace'], (message) => {
    if (message.type === 'delivery' && message.deliveryId === id)
      void queryClient.invalidateQueries({ queryKey: options.queryKey });
  });
  if (error) return <ErrorPanel error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton label="Reading the delivery" />;
  return (
    <>
      <KeyValues
        entries={[
          ['Status', <StatusBadge key="status" status={data.status} />],
          ['To', <code key="to">{data.target}</code>],
          ['Attempts', data.attemptCount],
          ['Last answer', data.httpStatus ?? undefined],
          ['Next attempt', data.nextAt ? <RelativeTime key="next" at={data.nextAt} /> : undefined],
          ['Hint', data.hint ?? undefined],
        ]}
      />
      {redirection && (
        <p className={classes.redirected}>
          {redirection.target ? `Meant for ${redirection.target}. ` : ''}This run does not send outside, so it
          went to the <PageLink to="/webhooks/request-inbox">request inbox</PageLink>, signed as it would be
          sent.
        </p>
      )}
      <Button component={PageLink} to={`/webhooks/deliveries/${id}`} variant="default" mt="md" size="xs">
        Open the delivery
      </Button>
    </>
  );
}
