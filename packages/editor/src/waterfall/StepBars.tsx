import { useId } from 'react';
import type { Slice } from './item-strip.ts';
import classes from './Waterfall.module.css';
import type { Segment } from './waterfall.ts';

const barTop = { queue: 7, run: 5, wait: 8 } as const;
const barHeight = { queue: 10, run: 14, wait: 8 } as const;
const stripHeight = 18;

export type BarsProps = { segments: readonly Segment[]; span: number; tone: string };

/** When a step was in the queue, ran and waited. */
export function Bars({ segments, span, tone }: BarsProps) {
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

/** All items of a loop in one strip: the higher, the more of them were at work. */
export function Strip({ slices, start, span }: { slices: readonly Slice[]; start: number; span: number }) {
  return (
    <svg className={classes.bars} aria-hidden="true" shapeRendering="crispEdges">
      {slices.map(({ from, to, share, failed }) => {
        const height = Math.max(3, share * stripHeight);
        return (
          <rect
            key={from}
            x={`${((from - start) / span) * 100}%`}
            width={`${Math.max(0.2, ((to - from) / span) * 100)}%`}
            y={21 - height}
            height={height}
            className={classes.slice}
            data-failed={failed || undefined}
          />
        );
      })}
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

/** A bar for the legend. */
export function BarSample({ kind }: { kind: Segment['kind'] }) {
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
