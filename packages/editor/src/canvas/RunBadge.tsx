import { useStore } from 'zustand';
import { durationOf, type RunOverlayStore } from '../run-overlay/run-overlay.ts';
import { useNow } from '../run-overlay/ticking.ts';
import { durationWords } from '../ui/duration-words.ts';
import { lookOf } from '../ui/StatusBadge.tsx';
import classes from './NodeCard.module.css';

/** State and duration of the step in the run that lies over the canvas. */
export function RunBadge({ overlay, nodeId }: { overlay: RunOverlayStore; nodeId: string }) {
  const step = useStore(overlay, (run) => run.steps.get(nodeId));
  const now = useNow(step?.endedAt === null && step.startedAt !== null);
  if (!step) return null;
  const { tone, icon: Icon, words } = lookOf(step.status);
  const duration = step.status === 'skipped' ? null : durationOf(step, now);
  return (
    <span className={classes.chip} data-tone={tone}>
      <Icon size={12} stroke={2.2} aria-hidden className={tone === 'active' ? classes.moving : undefined} />
      {step.attempt > 1 ? `${words}, attempt ${step.attempt}` : words}
      {duration !== null && <span className={classes.duration}>{durationWords(duration)}</span>}
    </span>
  );
}
