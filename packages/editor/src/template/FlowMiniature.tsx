import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { useMemo } from 'react';
import classes from './FlowMiniature.module.css';
import { drawMiniature } from './miniature.ts';

/** A flow as a small picture. It is decoration: what it shows is said in words beside it. */
export function FlowMiniature({ document, height = 132 }: { document: FlowDocument; height?: number }) {
  const { viewBox, nodes, edges } = useMemo(() => drawMiniature(document), [document]);
  return (
    <div className={classes.frame} style={{ height }}>
      <svg
        aria-hidden="true"
        viewBox={viewBox}
        preserveAspectRatio="xMidYMid meet"
        className={classes.picture}
      >
        {edges.map(({ id, path }) => (
          <path key={id} d={path} className={classes.edge} />
        ))}
        {nodes.map(({ id, x, y, width, height: tall, category }) => (
          <g key={id} transform={`translate(${x} ${y})`}>
            <rect width={width} height={tall} rx={14} className={classes.card} />
            <rect
              x={14}
              y={12}
              width={40}
              height={Math.min(40, tall - 24)}
              rx={10}
              fill={`var(--sf-${category})`}
            />
            <rect x={66} y={18} width={width - 104} height={12} rx={6} className={classes.words} />
            <rect x={66} y={37} width={(width - 104) * 0.6} height={8} rx={4} className={classes.faint} />
          </g>
        ))}
      </svg>
    </div>
  );
}
