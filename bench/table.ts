export const whole = (value: number) => Math.round(value).toLocaleString('en');
export const decimal = (value: number, digits = 1) =>
  value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
export const milliseconds = (value: number, digits = 1) => `${decimal(value, digits)} ms`;
export const seconds = (value: number) => `${decimal(value)} s`;
export const latencies = ({ p50, p99 }: { p50: number; p99: number }) => [
  `${whole(p50)} ms`,
  `${whole(p99)} ms`,
];

/** A Markdown table with columns of even width. The first row is the head. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join(' | ')} |`;
  const [head = [], ...rest] = rows;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(head), rule, ...rest.map(line)].join('\n');
}
