import type { PartResults } from './parts.ts';
import type { PeerFigures, PeersResult } from './peers/peers.ts';
import { decimal, milliseconds, seconds, table, whole } from './table.ts';

/** What was promised beside what was measured. `share` is how far inside the bar it is: 1 is on it, 2 twice as good, NaN not known. */
export type Bar = { name: string; bar: string; value: string; share: number };

const atLeast = (value: number, bar: number) => value / bar;
const atMost = (value: number, bar: number) => bar / Math.max(value, 1e-9);

type BarOf<Name extends keyof PartResults> = (result: NonNullable<PartResults[Name]>) => Bar[];
const bars: { [Name in keyof PartResults]?: BarOf<Name> } = {
  peers: peerBars,
  'first-step': ({ oneProcess, acrossProcesses }) => [
    atMostMs('commit to first step in one process, p50', oneProcess.p50, 3),
    atMostMs('commit to first step across two processes, p50', acrossProcesses.p50, 15),
  ],
  'between-steps': ({ pureMs, gapP50, commitMs }) => [
    atMostMs('own time between two steps without effect', pureMs, 1, 3),
    atMostMs('own time between two effects, p50', gapP50 - commitMs, 1, 2),
  ],
  wal: ({ underLoad }) => {
    const bytes = underLoad.bytes / underLoad.runs;
    return [
      {
        name: 'write-ahead log of webhook, set-values, branch, http-request',
        bar: 'at most 3,500 B',
        value: `${whole(bytes)} B`,
        share: atMost(bytes, 3_500),
      },
    ];
  },
  waiting: ({ waiting, without, with: withMany, lateness }) => {
    const slower = withMany.p50 / without.p50 - 1;
    return [
      {
        name: `a fetch beside ${whole(waiting)} waiting runs`,
        bar: 'at most 10 % slower',
        value: `${decimal(slower * 100)} % slower`,
        share: 1.1 / (1 + slower),
      },
      atMostMs('lateness of a timer beside them, p99', lateness.p99, 100),
    ];
  },
  history: ({ runs, pages }) => [
    atMostMs(
      `the slowest page out of ${whole(runs)} runs, p50`,
      Math.max(...pages.map(({ p50 }) => p50)),
      50,
    ),
  ],
  takeover: ({ ofTwo, afterReady }) => [
    atMostSeconds('a run goes on after one of two processes was killed', ofTwo.most, 20),
    atMostSeconds('a run goes on after the only process is ready again', afterReady.most, 1),
  ],
  'whole-runs': ({ missing, deliveredMeanwhile, accepted }) => [
    {
      name: 'delivery keeps up: delivered while requests come in, of those accepted',
      bar: 'at least 90 %',
      value: `${decimal((deliveredMeanwhile / accepted.answered) * 100)} %`,
      share: atLeast(deliveredMeanwhile / accepted.answered, 0.9),
    },
    {
      name: 'accepted and not delivered',
      bar: 'none',
      value: whole(missing),
      share: missing === 0 ? 1 : 0,
    },
  ],
};

function atMostMs(name: string, value: number, bar: number, digits = 1): Bar {
  return { name, bar: `at most ${bar} ms`, value: milliseconds(value, digits), share: atMost(value, bar) };
}

function atMostSeconds(name: string, value: number, bar: number): Bar {
  return { name, bar: `at most ${bar} s`, value: seconds(value), share: atMost(value, bar) };
}

function peerBars({ connections, systems }: PeersResult): Bar[] {
  const [ours, nodeRed, n8n] = systems.map(({ figures }) => figures[String(connections[0])] as PeerFigures);
  if (!ours || !nodeRed || !n8n) return [];
  const bar = (name: string, value: number, theirs: number, wanted: number): Bar => ({
    name,
    bar: `at least ${wanted} times`,
    value: theirs > 0 ? `${decimal(value / theirs)} times` : 'it answered nothing',
    share: theirs > 0 ? atLeast(value / theirs, wanted) : Number.NaN,
  });
  return [
    bar('accepted/s beside Node-RED', ours.accept.median, nodeRed.accept.median, 1.5),
    bar('accepted/s beside n8n', ours.accept.median, n8n.accept.median, 200),
    bar('whole runs/s beside Node-RED', ours.delivered.median, nodeRed.delivered.median, 1.5),
    bar('whole runs/s beside n8n', ours.delivered.median, n8n.delivered.median, 100),
  ];
}

/** The bars of everything that was measured. */
export function barsOf(results: PartResults): Bar[] {
  return Object.entries(bars).flatMap(([name, of]) => {
    const result = results[name as keyof PartResults];
    return result === undefined ? [] : (of as (result: unknown) => Bar[])(result);
  });
}

/** Met, or missed by how much. */
export function barsTable(results: PartResults): string {
  return table([
    ['Bar', 'wanted', 'measured', ''],
    ...barsOf(results).map(({ name, bar, value, share }) => [name, bar, value, verdict(share)]),
  ]);
}

function verdict(share: number): string {
  if (Number.isNaN(share)) return 'not measured';
  if (share >= 1) return 'met';
  return share > 0 ? `missed by ${decimal((1 / share - 1) * 100, 0)} %` : 'missed';
}
