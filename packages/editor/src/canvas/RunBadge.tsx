import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { Tally } from '../run-overlay/item-looks.ts';
import {
  durationOf,
  lookAt,
  type RunOverlayStore,
  type StepLook,
  stateOf,
} from '../run-overlay/run-overlay.ts';
import { useNow } from '../run-overlay/ticking.ts';
import { shortWaitWords } from '../run-overlay/wait-words.ts';
import type { Tone } from '../tokens.ts';
import { durationWords } from '../ui/duration-words.ts';
import { IconCircleCheck, IconCircleX, IconLoader2, IconRepeat, IconShieldQuestion } from '../ui/icons.ts';
import { lookOf } from '../ui/StatusBadge.tsx';
import classes from './NodeCard.module.css';

/** State and duration of the step in the run that lies over the canvas; of loops and their bodies the items. */
export function RunBadge({ overlay, nodeId }: { overlay: RunOverlayStore; nodeId: string }) {
  const step = useStore(overlay, (run) => lookAt(run, nodeId));
  const tally = useStore(overlay, (run) =>
    run.item?.body.has(nodeId) ? undefined : run.items.get(nodeId)?.tally,
  );
  if (tally) return <TallyChips tally={tally} />;
  if (!step) return null;
  if (step.loop && step.status !== 'failed') return <LoopChips step={step} loop={step.loop} />;
  return <StepChip step={step} />;
}

function Chip({ tone, icon: Icon, children }: { tone: Tone; icon: typeof IconRepeat; children: ReactNode }) {
  return (
    <span className={classes.chip} data-tone={tone}>
      <Icon size={12} stroke={2.2} aria-hidden />
      {children}
    </span>
  );
}

function StepChip({ step }: { step: StepLook }) {
  const now = useNow(step.endedAt === null && step.startedAt !== null);
  const { tone, icon: Icon, words } = lookOf(stateOf(step));
  const duration = step.status === 'skipped' || step.status === 'waiting' ? null : durationOf(step, now);
  const said = step.status === 'waiting' ? shortWaitWords(step, now) : words;
  return (
    <span className={classes.chip} data-tone={tone}>
      <Icon size={12} stroke={2.2} aria-hidden className={tone === 'active' ? classes.moving : undefined} />
      {step.attempt > 1 && step.status !== 'waiting' ? `${said}, attempt ${step.attempt}` : said}
      {duration !== null && <span className={classes.duration}>{durationWords(duration)}</span>}
    </span>
  );
}

/** "37/100", and how many of them failed. */
function LoopChips({ step, loop }: { step: StepLook; loop: NonNullable<StepLook['loop']> }) {
  const tone = step.endedAt === null ? 'active' : loop.failed > 0 ? 'wait' : 'good';
  return (
    <>
      <Chip tone={tone} icon={IconRepeat}>
        <span className={classes.duration}>
          {number(loop.done)}/{number(loop.count)}
        </span>
      </Chip>
      {loop.failed > 0 && <Failed count={loop.failed} />}
    </>
  );
}

/** How many items came through this step, and how many did not. */
function TallyChips({ tally: { succeeded, failed, open, inDoubt } }: { tally: Tally }) {
  return (
    <>
      {succeeded > 0 && (
        <Chip tone="good" icon={IconCircleCheck}>
          <span className={classes.duration}>{number(succeeded)}</span>
        </Chip>
      )}
      {failed > 0 && <Failed count={failed} />}
      {inDoubt > 0 && (
        <Chip tone="odd" icon={IconShieldQuestion}>
          {number(inDoubt)} in doubt
        </Chip>
      )}
      {open > inDoubt && (
        <Chip tone="active" icon={IconLoader2}>
          <span className={classes.duration}>{number(open - inDoubt)}</span>
        </Chip>
      )}
    </>
  );
}

function Failed({ count }: { count: number }) {
  return (
    <Chip tone="bad" icon={IconCircleX}>
      <span className={classes.duration}>{number(count)}</span> failed
    </Chip>
  );
}

const number = (value: number) => value.toLocaleString('en');
