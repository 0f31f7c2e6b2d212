import { useQuery } from '@tanstack/react-query';
import { trpc } from '../api/trpc.ts';
import { redirectionOf } from '../run/redirection.ts';
import { PageLink } from '../ui/PageLink.tsx';
import classes from './SentBy.module.css';

/** Of a request that a flow sent: its delivery, its run, and the address that it would have gone to outside a test. */
export function SentBy({ headers }: { headers: Readonly<Record<string, string>> }) {
  const deliveryId = headers['x-sista-delivery'];
  const isOwn = deliveryId !== undefined && /^dlv_[0-9a-z]{26}$/.test(deliveryId);
  // A delivery of another workspace has an id too; it is not found here, and nothing is shown then.
  const delivery = useQuery({
    ...trpc.delivery.get.queryOptions({ id: deliveryId ?? '' }),
    enabled: isOwn,
    retry: false,
  }).data;
  const runId = delivery?.runId ?? undefined;
  const run = useQuery({
    ...trpc.run.get.queryOptions({ id: runId ?? '' }),
    enabled: runId !== undefined,
    retry: false,
  }).data;
  if (!delivery) return null;
  const step = run?.stepList.find((each) => each.deliveryId === delivery.id);
  const target = redirectionOf(step)?.target;
  return (
    <p className={classes.sent}>
      {step && run ? (
        <>
          Sent by{' '}
          <PageLink to={`/runs/${run.id}`} search={{ step: step.nodeId }}>
            {step.nodeName}
          </PageLink>{' '}
          of {run.flowName}, as{' '}
        </>
      ) : (
        'Sent by this workspace, as '
      )}
      <PageLink to={`/webhooks/deliveries/${delivery.id}`}>this delivery</PageLink>.
      {target !== undefined && (
        <>
          {' '}
          Redirected from <code>{target}</code>, since the run does not send outside.
        </>
      )}
    </p>
  );
}
