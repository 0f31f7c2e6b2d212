import type { StepAnswer } from '../api/shapes.ts';
import { durationWords } from '../ui/duration-words.ts';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { StatusBadge } from '../ui/StatusBadge.tsx';
import classes from './AttemptList.module.css';
import { attemptsOf } from './step-attempts.ts';

/** Each time the step was tried, the newest first, with what went wrong and when it was tried again. */
export function AttemptList({ step }: { step: StepAnswer }) {
  const attempts = attemptsOf(step).toReversed();
  if (attempts.length === 0) return <p className={classes.none}>It was not tried.</p>;
  return (
    <ol className={classes.attempts}>
      {attempts.map(({ n, startedAt, endedAt, nextAt, error }, place) => (
        <li key={n}>
          <div className={classes.line}>
            <strong>Attempt {n}</strong>
            <StatusBadge status={error ? 'failed' : endedAt === undefined ? 'running' : step.status} plain />
            <span className={classes.when}>
              <RelativeTime at={new Date(startedAt).toISOString()} />
              {endedAt !== undefined && `, ${durationWords(endedAt - startedAt)}`}
            </span>
          </div>
          {error && (
            <p className={classes.error}>
              {error.message} <code>{error.code}</code>
            </p>
          )}
          {place === 0 && nextAt !== null && (
            <p className={classes.next}>
              Tried again <RelativeTime at={new Date(nextAt).toISOString()} />
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}

/** What the step noted while it worked. */
export function LogList({ logs }: { logs: StepAnswer['logs'] }) {
  if (logs.length === 0) return <p className={classes.none}>The step noted nothing.</p>;
  return (
    <ol className={classes.logs}>
      {logs.map(({ at, level, text }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity and only grow
        <li key={place} className={classes.log} data-level={level}>
          <time dateTime={at}>{at.slice(11, 23)}</time>
          <span className={classes.level}>{level}</span>
          <span>{text}</span>
        </li>
      ))}
    </ol>
  );
}
