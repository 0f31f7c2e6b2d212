import type { Spread } from '../figures.ts';
import { decimal, table, whole } from '../table.ts';
import type { PeerFigures, PeersResult } from './peers.ts';

const spread = ({ median, least, most }: Spread) => `${whole(median)} (${whole(least)} to ${whole(most)})`;

/** How many times the first value is the second, for people. */
export const times = (ours: number, theirs: number) =>
  theirs > 0 ? `${decimal(ours / theirs)} ×` : 'nothing to compare with';

const lines: readonly [string, (figures: PeerFigures) => Spread][] = [
  ['webhook alone, accepted/s', ({ accept }) => accept],
  ['whole runs, accepted/s', ({ accepted }) => accepted],
  ['whole runs, delivered/s from the first request to the last arrival', ({ delivered }) => delivered],
  ['whole runs, delivered/s while requests come in', ({ deliveredMeanwhile }) => deliveredMeanwhile],
];

/** A row a figure and number of connections: median, least and most of each system, and our ratio to the others. */
export function peersTable({ connections, systems }: PeersResult): string {
  const [ours, ...others] = systems;
  const head = [
    'Workload',
    'connections',
    ...systems.map(({ name, version }) => `${name}, ${version}`),
    ...others.map(({ name }) => `to ${name}`),
  ];
  const rows = connections.flatMap((count) => [
    ...lines.map(([name, pick]) => [
      name,
      String(count),
      ...systems.map(({ figures }) => spread(pick(figures[count] as PeerFigures))),
      ...others.map(({ figures }) =>
        times(pick(ours?.figures[count] as PeerFigures).median, pick(figures[count] as PeerFigures).median),
      ),
    ]),
    [
      'whole runs, accepted and never delivered',
      String(count),
      ...systems.map(({ figures }) => {
        const { missing, sent } = figures[count] as PeerFigures;
        return `${whole(missing)} of ${whole(sent)}`;
      }),
      ...others.map(() => ''),
    ],
  ]);
  const memory = [
    'resident memory at most, MB',
    'both',
    ...systems.map(({ residentMb }) => spread(residentMb)),
    ...others.map(() => ''),
  ];
  return table([head, ...rows, memory]);
}
