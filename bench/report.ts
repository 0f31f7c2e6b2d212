import type { AcceptResult } from './accept.ts';
import type { LoadResult } from './load.ts';
import type { Machine } from './machine.ts';
import type { WholeRunResult } from './whole-run.ts';

const whole = (value: number) => Math.round(value).toLocaleString('en');
const seconds = (value: number) => `${value.toFixed(1)} s`;

/** The lines that say where it was measured. */
export function machineLines(machine: Machine): string[] {
  return [
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.system}`,
    `Node.js ${machine.node}, PostgreSQL ${machine.postgres} (fsync on), commit ${machine.commit}`,
    `Floor: ${whole(machine.syncsPerSecond)} synced writes/s, ${whole(machine.commitsPerSecond)} commits/s of one connection`,
  ];
}

export function acceptTable({ sista, bare }: AcceptResult): string {
  const row = (name: string, result: LoadResult) => [
    name,
    whole(result.perSecond),
    `${whole(result.p50)} ms`,
    `${whole(result.p99)} ms`,
    whole(result.failed),
  ];
  return table([
    ['Accept', 'requests/s', 'p50', 'p99', 'failed'],
    row('Sista Flow: 202 after commit, runs worked on', sista),
    row('Bare Fastify and one insert', bare),
  ]);
}

export function wholeRunTable(result: WholeRunResult): string {
  return table([
    ['Whole runs', 'value'],
    ['runs/s, first request to last delivery', whole(result.perSecond)],
    ['accepted/s meanwhile', whole(result.accepted.perSecond)],
    ['202 p50 / p99', `${whole(result.accepted.p50)} / ${whole(result.accepted.p99)} ms`],
    ['delivered', whole(result.delivered)],
    ['delivered again', whole(result.repeated)],
    ['accepted and missing', whole(result.missing)],
    ['behind after the last 202', seconds(result.behindSeconds)],
  ]);
}

/** A Markdown table with columns of even width. The first row is the head. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join(' | ')} |`;
  const [head = [], ...rest] = rows;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(head), rule, ...rest.map(line)].join('\n');
}
