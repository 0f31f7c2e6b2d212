import type { DeliveryAttempt, DeliveryDetail } from '@sista/shared/delivery/delivery.schema';
import { useState } from 'react';
import { durationWords } from '../ui/duration-words.ts';
import { HeaderList } from '../ui/HeaderList.tsx';
import { IconChevronRight, IconCircleDashed } from '../ui/icons.ts';
import { PayloadView } from '../ui/PayloadView.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { Mark } from '../ui/StatusBadge.tsx';
import classes from './AttemptTimeline.module.css';
import { outcomeWords, toneOfOutcome } from './delivery-words.ts';

/** Attempts as a list, planned ones last: what was met, how long each phase took, what came back. */
export function AttemptTimeline({ delivery }: { delivery: DeliveryDetail }) {
  const { attempts, planned } = delivery;
  const longest = Math.max(1, ...attempts.map(({ timings }) => timings.totalMs));
  return (
    <ol className={classes.list}>
      {attempts.map((attempt) => (
        <Attempt
          key={attempt.n}
          attempt={attempt}
          longest={longest}
          opened={attempt.n === attempts.at(-1)?.n}
        />
      ))}
      {planned.map(({ at, last }) => (
        <li key={at} className={classes.planned}>
          <IconCircleDashed size={15} aria-hidden />
          <span>
            Planned <RelativeTime at={at} />
            {last && ', the last one'}
          </span>
        </li>
      ))}
      {attempts.length === 0 && planned.length === 0 && (
        <li className={classes.planned}>It was never sent.</li>
      )}
    </ol>
  );
}

function Attempt({
  attempt,
  longest,
  opened,
}: {
  attempt: DeliveryAttempt;
  longest: number;
  opened: boolean;
}) {
  const [isOpen, setOpen] = useState(opened);
  return (
    <li className={classes.attempt}>
      <button type="button" className={classes.head} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <IconChevronRight size={14} aria-hidden data-open={isOpen || undefined} />
        <strong>Attempt {attempt.n}</strong>
        <Mark tone={toneOfOutcome(attempt.outcome)}>{outcomeWords[attempt.outcome]}</Mark>
        {attempt.httpStatus !== null && <code>{attempt.httpStatus}</code>}
        <span className={classes.when}>
          {durationWords(attempt.ms)}, <RelativeTime at={attempt.startedAt} />
        </span>
      </button>
      {isOpen && (
        <div className={classes.body}>
          {attempt.message && <p className={classes.message}>{attempt.message}</p>}
          <Timings attempt={attempt} longest={longest} />
          <p className={classes.to}>
            <code>{attempt.url}</code>
            {attempt.remoteAddress && ` at ${attempt.remoteAddress}`}
          </p>
          <Answer attempt={attempt} />
        </div>
      )}
    </li>
  );
}

const truncatedWords = {
  size: 'longer than what is kept',
  time: 'not whole: it came too slowly',
  closed: 'not whole: the connection was closed',
} as const;

function Answer({ attempt }: { attempt: DeliveryAttempt }) {
  if (attempt.httpStatus === null) return null;
  return (
    <>
      <h3>Answer</h3>
      {attempt.responseBody === null || attempt.responseBody === '' ? (
        <p className={classes.none}>It had no body.</p>
      ) : (
        <PayloadView
          text={attempt.responseBody}
          label={`Answer to attempt ${attempt.n}`}
          facts={attempt.truncated ? [truncatedWords[attempt.truncated]] : []}
        />
      )}
      <details className={classes.headers}>
        <summary>Headers of the answer ({attempt.responseHeaders.length})</summary>
        <HeaderList
          headers={attempt.responseHeaders}
          label={`Headers of the answer to attempt ${attempt.n}`}
        />
      </details>
    </>
  );
}

/** A bar of the attempt, its phases one after the other. A reused connection has no first three. */
function Timings({ attempt: { timings }, longest }: { attempt: DeliveryAttempt; longest: number }) {
  const { dnsMs, connectMs, tlsMs, firstByteMs, totalMs } = timings;
  const opening = (dnsMs ?? 0) + (connectMs ?? 0) + (tlsMs ?? 0);
  const phases = [
    { key: 'dns', label: 'name', ms: dnsMs },
    { key: 'connect', label: 'connect', ms: connectMs },
    { key: 'tls', label: 'TLS', ms: tlsMs },
    { key: 'wait', label: 'answer', ms: firstByteMs === null ? null : Math.max(0, firstByteMs - opening) },
    { key: 'read', label: 'reading', ms: firstByteMs === null ? null : Math.max(0, totalMs - firstByteMs) },
  ].filter((phase): phase is { key: string; label: string; ms: number } => phase.ms !== null);
  const words = phases.map(({ label, ms }) => `${label} ${durationWords(ms)}`).join(', ');
  return (
    <div className={classes.timings}>
      <div className={classes.bar} aria-hidden="true">
        {phases.length === 0 && (
          <span data-phase="broken" style={{ width: `${(totalMs / longest) * 100}%` }} />
        )}
        {phases.map(({ key, ms }) => (
          <span key={key} data-phase={key} style={{ width: `${(ms / longest) * 100}%` }} />
        ))}
      </div>
      <p>{words === '' ? `ended after ${durationWords(totalMs)}` : words}</p>
    </div>
  );
}
