import type { RunAnswer, StepAnswer } from '../api/shapes.ts';
import { useNow } from '../run-overlay/ticking.ts';
import { waitWords } from '../run-overlay/wait-words.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Curl } from '../ui/Curl.tsx';
import { IconClock } from '../ui/icons.ts';
import { PageLink } from '../ui/PageLink.tsx';
import { exactWords } from '../ui/RelativeTime.tsx';
import { ProgressBar } from './ProgressBar.tsx';
import { attemptsAllowed } from './step-attempts.ts';
import classes from './WaitBox.module.css';

/** What a waiting step waits for, until when, and what ends the wait. */
export function WaitBox({ run, step }: { run: Pick<RunAnswer, 'document'>; step: StepAnswer }) {
  const now = useNow(true);
  const words = waitWords({ ...step, mostAttempts: attemptsAllowed(run.document, step.nodeId) }, now);
  if (step.waitingFor === 'items')
    return step.loop ? (
      <div className={classes.box}>
        <ProgressBar {...step.loop} />
      </div>
    ) : null;
  return (
    <div className={classes.box}>
      <p className={classes.line}>
        <IconClock size={16} aria-hidden />
        <span title={step.waitingUntil ? exactWords(step.waitingUntil) : undefined}>
          {words.charAt(0).toUpperCase() + words.slice(1)}
          {step.waitingFor === 'delivery' && step.deliveryId && (
            <>
              {': '}
              <PageLink to={`/webhooks/deliveries/${step.deliveryId}`}>open the delivery</PageLink>
            </>
          )}
        </span>
      </p>
      {step.error && step.waitingFor === 'retry' && (
        <p className={classes.hint}>Last time: {step.error.message}</p>
      )}
      {step.callbackUrl && <Callback url={step.callbackUrl} />}
    </div>
  );
}

function Callback({ url }: { url: string }) {
  return (
    <>
      <p className={classes.hint}>The first request to this address answers it, and the run goes on.</p>
      <div className={classes.address}>
        <code>{url}</code>
        <CopyButton text={url} label="Copy the address" />
      </div>
      <Curl label="Answer it from a terminal" url={url} body={{ status: 'shipped' }} />
    </>
  );
}
