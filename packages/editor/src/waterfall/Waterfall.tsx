import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { isEnded } from '@sista/shared/run/run-status';
import { useMemo } from 'react';
import type { RunAnswer } from '../api/shapes.ts';
import { useNow } from '../run-overlay/ticking.ts';
import { durationWords } from '../ui/duration-words.ts';
import { LoopRows } from './LoopRows.tsx';
import { rowsOf } from './loop-items.ts';
import { BarSample } from './StepBars.tsx';
import { StepRow } from './StepRow.tsx';
import classes from './Waterfall.module.css';
import { frameOf, ticksOf } from './waterfall.ts';
import type { WaterfallView } from './waterfall-view.ts';

export type WaterfallProps = {
  run: RunAnswer;
  document: FlowDocument;
  /** The node whose step is chosen. */
  selected: string | undefined;
  /** The path of the item that is looked at. */
  item: string | undefined;
  onSelect: (nodeId: string, path: string) => void;
};

/** A row per step: hatched is queue, solid is run, dotted is waiting. J and K, or the arrows, go along the steps. */
export function Waterfall({ run, document, selected, item, onSelect }: WaterfallProps) {
  const now = useNow(!isEnded(run.status));
  const { start, span } = frameOf(run, now);
  const rows = useMemo(() => rowsOf(run.stepList, document), [run.stepList, document]);
  const first = rows[0]?.step.nodeId;
  const view: WaterfallView = {
    run,
    document,
    start,
    span,
    now,
    isChosen: ({ nodeId, path }) => nodeId === selected && path === (item ?? ''),
    isFirst: ({ nodeId, path }) => selected === undefined && nodeId === first && path === '',
    onSelect,
  };
  const chosenIn = (loopItems: { path: string; steps: { nodeId: string }[] }[]) =>
    loopItems.find(({ path, steps }) => path === item && steps.some(({ nodeId }) => nodeId === selected))
      ?.path;
  return (
    <section
      className={classes.waterfall}
      aria-label="Steps in time"
      data-region="Steps in time"
      data-loops={rows.some(({ items }) => items) || undefined}
    >
      <Axis span={span} />
      <ol className={classes.rows} onKeyDown={walkRows}>
        {rows.map(({ step, items }) =>
          items ? (
            <LoopRows key={step.seq} view={view} loop={step} items={items} chosen={chosenIn(items)} />
          ) : (
            <li key={`${step.seq} ${step.nodeId} ${step.path}`}>
              <StepRow view={view} step={step} />
            </li>
          ),
        )}
      </ol>
      {rows.length === 0 && <p className={classes.none}>No step has started yet.</p>}
    </section>
  );
}

/** J, K and the arrows choose the next row that is drawn. */
function walkRows(event: React.KeyboardEvent<HTMLOListElement>): void {
  const move = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  if (move === undefined || event.metaKey || event.ctrlKey || event.altKey) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('button[data-row]')];
  const here = rows.indexOf(event.target as HTMLButtonElement);
  const next = rows[Math.min(Math.max(here + move, 0), rows.length - 1)];
  if (!next || here === -1) return;
  event.preventDefault();
  next.focus();
  next.click();
}

function Axis({ span }: { span: number }) {
  return (
    <div className={classes.axis} aria-hidden="true">
      <span>Steps in time</span>
      <div className={classes.ticks}>
        {ticksOf(span)
          .filter((tick) => tick / span < 0.92)
          .map((tick) => (
            <span key={tick} style={{ left: `${(tick / span) * 100}%` }}>
              {tick === 0 ? '0' : durationWords(tick)}
            </span>
          ))}
      </div>
      <span className={classes.legend}>
        <BarSample kind="queue" /> queue <BarSample kind="run" /> run <BarSample kind="wait" /> wait
      </span>
    </div>
  );
}
