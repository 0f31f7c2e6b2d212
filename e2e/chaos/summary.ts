import type { Kill } from './kills.ts';
import type { RoundResult } from './rounds.ts';

/** One line for a round that is over. */
export function lineOf({
  number,
  kill,
  requests,
  runs,
  effects,
  progressMs,
  overMs,
  differences,
}: RoundResult): string {
  const cells = [
    `round ${number}`.padEnd(11),
    `${kill.kind}: ${kill.what}`.slice(0, 46).padEnd(47),
    `${requests} requests, ${runs} runs, ${effects.done} effects, ${effects.again} again`.padEnd(56),
    `on after ${seconds(progressMs)}, over after ${seconds(overMs)}`.padEnd(37),
  ];
  return `${cells.join('')}${differences.length === 0 ? 'ok' : `${differences.length} DIFFERENCES`}`;
}

/** The table at the end, as Markdown. */
export function tableOf(results: readonly RoundResult[], kills: readonly Kill[]): string {
  const sum = (of: (result: RoundResult) => number) =>
    results.reduce((total, result) => total + of(result), 0);
  const byKind = Map.groupBy(results, ({ kill }) => kill.kind);
  const rows = [...byKind].map(([kind, of]) => rowOf(kind, of));
  return [
    '| killed | rounds | started again, p50 / max | next progress, p50 / max | round over, p50 / max |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    rowOf('all', results),
    '',
    '| rounds | kills | requests | runs | effects done | came again, with a reason | of these after a 2xx | claim forgotten by a database crash | unknown | differences |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    `| ${[
      results.length,
      kills.length,
      sum(({ requests }) => requests),
      sum(({ runs }) => runs),
      sum(({ effects }) => effects.done),
      sum(({ effects }) => effects.again),
      sum(({ effects }) => effects.afterAnswer),
      sum(({ effects }) => effects.forgotten),
      sum(({ effects }) => effects.unknown),
      sum(({ differences }) => differences.length),
    ].join(' | ')} |`,
  ].join('\n');
}

function rowOf(kind: string, results: readonly RoundResult[]): string {
  const back = results.map((result) => result.kill.backAt - result.kill.at);
  const progress = results.map(({ progressMs }) => progressMs);
  const over = results.map(({ overMs }) => overMs);
  return `| ${kind} | ${results.length} | ${spread(back)} | ${spread(progress)} | ${spread(over)} |`;
}

function spread(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  return `${seconds(sorted[Math.floor(sorted.length / 2)] ?? 0)} / ${seconds(sorted.at(-1) ?? 0)}`;
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s`;
