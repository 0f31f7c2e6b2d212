import type { StepAnswer } from '../api/shapes.ts';
import { durationWords } from '../ui/duration-words.ts';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { StatusBadge } from '../ui/StatusBadge.tsx';
import classes from './AttemptList.module.css';

/** Each time the step was tried, the newest first, with what went wrong and when it was tried again. */
export function AttemptList({ step }: { step: StepAnswer }) {
  if (step.attempts.length === 0)
    return (
      <p className={classes.none}>
        {step.startedAt ? 'It was tried once, without an error on the way.' : 'It was not tried yet.'}
      </p>
    );
  const newestFirst = step.attempts.toSorted((left, right) => right.attempt - left.attempt);
  return (
    <ol className={classes.attempts}>
      {newestFirst.map(({ attempt, startedAt, endedAt, nextAt, error }) => (
        <li key={attempt}>
          <div className={classes.line}>
            <strong>Attempt {attempt}</strong>
            <StatusBadge status={error ? 'failed' : endedAt ? 'succeeded' : 'running'} plain />
            <span className={classes.when}>
              <RelativeTime at={startedAt} />
              {endedAt && `, ${durationWords(Date.parse(endedAt) - Date.parse(startedAt))}`}
            </span>
          </div>
          {error && (
            <p className={classes.error}>
              {error.message} <code>{error.code}</code>
            </p>
          )}
          {nextAt && (
            <p className={classes.next}>
              Tried again <RelativeTime at={nextAt} />
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
        <li key={place} data-level={level}>
          <time dateTime={at}>{at.slice(11, 23)}</time>
          <span className={classes.level}>{level}</span>
          <span>{text}</span>
        </li>
      ))}
    </ol>
  );
}
