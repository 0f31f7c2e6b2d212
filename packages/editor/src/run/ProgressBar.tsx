import { progressWords } from '../run-overlay/wait-words.ts';
import classes from './ProgressBar.module.css';

/** "37 of 100 items, 2 failed", with a bar. */
export function ProgressBar({ count, done, failed }: { count: number; done: number; failed: number }) {
  const share = (part: number) => `${count === 0 ? 0 : (part / count) * 100}%`;
  const words = progressWords({ count, done, failed });
  return (
    <span className={classes.progress}>
      <span
        className={classes.track}
        role="progressbar"
        aria-label="Items done"
        aria-valuemin={0}
        aria-valuemax={count}
        aria-valuenow={done}
        aria-valuetext={words}
      >
        <span className={classes.done} style={{ width: share(done - failed) }} />
        <span className={classes.failed} style={{ width: share(failed) }} />
      </span>
      <span className={classes.words}>{words}</span>
    </span>
  );
}
