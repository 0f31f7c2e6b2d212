/**
 * A row of small bars. `values` are counts, oldest first; `marked` is the part of each that failed.
 * `label` is the sentence that says what the picture shows.
 */
export function Sparkline({
  values,
  marked = [],
  label,
  width = 96,
  height = 22,
}: {
  values: readonly number[];
  marked?: readonly number[];
  label: string;
  width?: number;
  height?: number;
}) {
  const most = Math.max(1, ...values);
  const slot = width / Math.max(1, values.length);
  const bar = Math.max(1, slot - 1);
  const tall = (count: number) => (count === 0 ? 1 : Math.max(2, (count / most) * height));
  return (
    <svg width={width} height={height} role="img" aria-label={label}>
      {values.map((value, place) => {
        const failed = marked[place] ?? 0;
        const x = place * slot;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
          <g key={place}>
            <rect
              x={x}
              y={height - tall(value)}
              width={bar}
              height={tall(value)}
              rx={1}
              fill={value === 0 ? 'var(--sf-line)' : 'var(--sf-accent)'}
            />
            {failed > 0 && (
              <rect
                x={x}
                y={height - tall(failed)}
                width={bar}
                height={tall(failed)}
                rx={1}
                fill="var(--sf-bad)"
              />
            )}
          </g>
        );
      })}
    </svg>
  );
}

/** A share as one thin bar, with the text beside it: spend against a cap, successes among attempts. */
export function ShareBar({
  share,
  tone = 'active',
  label,
}: {
  share: number;
  tone?: 'active' | 'wait' | 'bad' | 'good';
  label: string;
}) {
  const width = `${Math.round(Math.min(1, Math.max(0, share)) * 100)}%`;
  return (
    <span
      role="img"
      aria-label={label}
      style={{
        display: 'block',
        height: 6,
        borderRadius: 3,
        background: 'var(--sf-sunken)',
        overflow: 'hidden',
      }}
    >
      <span style={{ display: 'block', width, height: '100%', background: `var(--sf-${tone})` }} />
    </span>
  );
}
