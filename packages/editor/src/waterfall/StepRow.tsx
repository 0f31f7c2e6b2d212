import { nodeDefinitions } from '@sista/shared/nodes';
import type { ReactNode } from 'react';
import type { StepAnswer } from '../api/shapes.ts';
import { attemptsAllowed } from '../run/step-attempts.ts';
import { stateOf } from '../run-overlay/run-overlay.ts';
import { shortWaitWords, waitWords } from '../run-overlay/wait-words.ts';
import { CatalogueIcon } from '../ui/catalogue-icons.tsx';
import { durationWords } from '../ui/duration-words.ts';
import { lookOf } from '../ui/StatusBadge.tsx';
import { Bars } from './StepBars.tsx';
import classes from './Waterfall.module.css';
import { barOf, type Segment, totalsOf } from './waterfall.ts';
import type { WaterfallView } from './waterfall-view.ts';

/** The part of a row that chooses a step: name and state, bars, figures. */
export function RowButton({
  view,
  place,
  name,
  bars,
  figures,
  told = figures,
  depth = 0,
  isOpen = false,
}: {
  view: WaterfallView;
  place: { nodeId: string; path: string };
  name: ReactNode;
  bars: ReactNode;
  figures: string;
  /** The figures in full, where they have no room. */
  told?: string | undefined;
  /** 1: an item of a loop, 2: a step of it. */
  depth?: 0 | 1 | 2;
  /** Its steps are drawn below: the chosen one of them is marked, and not this row too. */
  isOpen?: boolean;
}) {
  const isChosen = view.isChosen(place) && !isOpen;
  return (
    <button
      type="button"
      className={classes.row}
      data-row
      data-depth={depth || undefined}
      data-chosen={isChosen || undefined}
      data-open={isOpen || undefined}
      aria-pressed={isChosen}
      tabIndex={isChosen || view.isFirst(place) ? 0 : -1}
      onClick={() => view.onSelect(place.nodeId, place.path)}
    >
      <span className={classes.name}>{name}</span>
      {bars}
      <span className={classes.figures} title={told}>
        {figures}
      </span>
    </button>
  );
}

export function RowState({ status }: { status: string }) {
  const { tone, words, icon: Icon } = lookOf(status);
  return (
    <span className={classes.state} data-tone={tone}>
      <Icon size={14} stroke={2} aria-label={words} />
    </span>
  );
}

export function StepRow({ view, step, depth = 0 }: { view: WaterfallView; step: StepAnswer; depth?: 0 | 2 }) {
  const { run, document, span, now } = view;
  const segments = barOf(run, document, step, now);
  const state = stateOf(step);
  return (
    <RowButton
      view={view}
      place={step}
      depth={depth}
      name={
        <>
          <CatalogueIcon name={nodeDefinitions[step.nodeType]?.icon ?? 'Circle'} size={15} />
          <span className={classes.words}>{step.nodeName}</span>
          <RowState status={state} />
        </>
      }
      bars={<Bars segments={segments} span={span} tone={lookOf(state).tone} />}
      figures={figuresOf(step, segments, view)}
      told={
        step.status === 'waiting'
          ? waitWords({ ...step, mostAttempts: attemptsAllowed(run.document, step.nodeId) }, now)
          : undefined
      }
    />
  );
}

/** "queue 2 ms, run 840 ms, waited 3 min" */
function figuresOf(step: StepAnswer, segments: readonly Segment[], { now }: WaterfallView): string {
  if (segments.length === 0) return step.status === 'skipped' ? 'not needed' : '';
  const { queue, run: ran, wait } = totalsOf(segments);
  if (step.status === 'waiting') return shortWaitWords(step, now);
  const parts = [ran > 0 || wait === 0 ? `run ${durationWords(ran)}` : ''];
  if (queue >= 1_000) parts.unshift(`queue ${durationWords(queue)}`);
  if (wait > 0) parts.push(`waited ${durationWords(wait)}`);
  return parts.filter(Boolean).join(', ');
}
