import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { nodeDefinitions } from '@sista/shared/nodes';
import { isEnded } from '@sista/shared/run/run-status';
import { useId, useRef } from 'react';
import type { RunAnswer } from '../api/shapes.ts';
import { useNow } from '../run-overlay/ticking.ts';
import { CatalogueIcon } from '../ui/catalogue-icons.tsx';
import { durationWords } from '../ui/duration-words.ts';
import { lookOf } from '../ui/StatusBadge.tsx';
import { waitWords } from './run-words.ts';
import classes from './Waterfall.module.css';
import { type Segment, ticksOf, totalsOf, type WaterfallRow, waterfallOf } from './waterfall.ts';

export type WaterfallProps = {
  run: RunAnswer;
  document: FlowDocument;
  /** The node whose step is chosen. */
  selected: string | undefined;
  onSelect: (nodeId: string) => void;
};

/** A row per step: hatched is queue, solid is run, dotted is waiting. J and K, or the arrows, go along the steps. */
export function Waterfall({ run, document, selected, onSelect }: WaterfallProps) {
  const now = useNow(!isEnded(run.status));
  const { span, rows } = waterfallOf(run, document, now);
  const list = useRef<HTMLOListElement>(null);
  const ids = rows.map(({ step }) => step.nodeId);
  const onKeyDown = (event: React.KeyboardEvent) => {
    const move = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    if (move === undefined || event.metaKey || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    const place = Math.min(Math.max(ids.indexOf(selected ?? '') + move, 0), ids.length - 1);
    const id = ids[place];
    if (id === undefined) return;
    onSelect(id);
    list.current?.querySelectorAll('button')[place]?.focus();
  };
  return (
    <section className={classes.waterfall} aria-label="Steps in time" data-region="Steps in time">
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
          <Sample kind="queue" /> queue <Sample kind="run" /> run <Sample kind="wait" /> wait
        </span>
      </div>
      <ol ref={list} className={classes.rows} onKeyDown={onKeyDown}>
        {rows.map((row, place) => (
          <Row
            key={row.step.seq}
            row={row}
            span={span}
            chosen={row.step.nodeId === selected}
            tabStop={selected === undefined ? place === 0 : row.step.nodeId === selected}
            onSelect={onSelect}
          />
        ))}
      </ol>
      {rows.length === 0 && <p className={classes.none}>No step has started yet.</p>}
    </section>
  );
}

type RowProps = {
  row: WaterfallRow;
  span: number;
  chosen: boolean;
  tabStop: boolean;
  onSelect: (nodeId: string) => void;
};

function Row({ row: { step, segments }, span, chosen, tabStop, onSelect }: RowProps) {
  const { tone, words, icon: Icon } = lookOf(step.status);
  return (
    <li>
      <button
        type="button"
        className={classes.row}
        data-chosen={chosen || undefined}
        aria-pressed={chosen}
        tabIndex={tabStop ? 0 : -1}
        onClick={() => onSelect(step.nodeId)}
      >
        <span className={classes.name}>
          <CatalogueIcon name={nodeDefinitions[step.nodeType]?.icon ?? 'Circle'} size={15} />
          <span className={classes.words}>{step.nodeName}</span>
          <span className={classes.state} data-tone={tone}>
            <Icon size={14} stroke={2} aria-label={words} />
          </span>
        </span>
        <Bars segments={segments} span={span} tone={tone} />
        <span className={classes.figures}>{figuresOf(step.status, step.waitingFor, segments)}</span>
      </button>
    </li>
  );
}

/** "queue 2 ms, run 840 ms, waited 3 min" */
function figuresOf(status: string, waitingFor: string | null, segments: readonly Segment[]): string {
  if (segments.length === 0) return status === 'skipped' ? 'not needed' : '';
  const { queue, run, wait } = totalsOf(segments);
  if (status === 'waiting') return `${waitWords(waitingFor)}, ${durationWords(wait)}`;
  const parts = [run > 0 || wait === 0 ? `run ${durationWords(run)}` : ''];
  if (queue >= 1_000) parts.unshift(`queue ${durationWords(queue)}`);
  if (wait > 0) parts.push(`waited ${durationWords(wait)}`);
  return parts.filter(Boolean).join(', ');
}

const barTop = { queue: 7, run: 5, wait: 8 } as const;
const barHeight = { queue: 10, run: 14, wait: 8 } as const;

function Bars({ segments, span, tone }: { segments: readonly Segment[]; span: number; tone: string }) {
  const id = useId();
  return (
    <svg className={classes.bars} data-tone={tone} aria-hidden="true">
      <Patterns id={id} />
      {segments.map((piece) => (
        <rect
          key={`${piece.kind}${piece.from}`}
          x={`${(piece.from / span) * 100}%`}
          width={`${Math.max(0.35, ((piece.to - piece.from) / span) * 100)}%`}
          y={barTop[piece.kind]}
          height={barHeight[piece.kind]}
          rx={piece.kind === 'run' ? 3 : 1}
          className={classes.piece}
          data-failed={piece.failed || undefined}
          fill={piece.kind === 'run' ? undefined : `url(#${id}${piece.kind})`}
        />
      ))}
    </svg>
  );
}

function Patterns({ id }: { id: string }) {
  return (
    <defs>
      <pattern
        id={`${id}queue`}
        width="5"
        height="5"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <line x1="1" x2="1" y1="0" y2="5" stroke="var(--sf-edge)" strokeWidth="1.6" />
      </pattern>
      <pattern id={`${id}wait`} width="6" height="8" patternUnits="userSpaceOnUse">
        <circle cx="2" cy="4" r="1.5" fill="var(--sf-wait)" />
      </pattern>
    </defs>
  );
}

function Sample({ kind }: { kind: Segment['kind'] }) {
  const id = useId();
  return (
    <svg width="16" height="14" className={classes.sample} aria-hidden="true">
      <Patterns id={id} />
      <rect
        width="16"
        height={barHeight[kind]}
        y={(14 - barHeight[kind]) / 2}
        rx={kind === 'run' ? 3 : 1}
        fill={kind === 'run' ? 'var(--sf-good)' : `url(#${id}${kind})`}
      />
    </svg>
  );
}
