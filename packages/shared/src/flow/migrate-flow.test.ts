import { expect, it } from 'vitest';
import { z } from 'zod';
import { defineNode } from '../node/define-node.ts';
import { drawFlow } from './draw-flow.testing.ts';
import { migrateFlow } from './migrate-flow.ts';

const delay = defineNode({
  type: 'delay',
  typeVersion: 3,
  title: 'Delay',
  summary: 'For tests.',
  category: 'wait',
  icon: 'Clock',
  config: z.object({ seconds: z.number() }),
  initial: { seconds: 1 },
  summarise: () => '',
  migrations: {
    2: ({ minutes }) => ({ time: Number(minutes) * 60 }),
    3: ({ time }) => ({ seconds: time }),
  },
});
const catalogue = new Map([['delay', delay]]);

it('brings each config through all versions between, and leaves the rest as it is', () => {
  const flow = drawFlow('old > half, half > now, now > other, other > newer', {
    old: { type: 'delay', config: { minutes: 2 } },
    half: { type: 'delay', typeVersion: 2, config: { time: 5 } },
    now: { type: 'delay', typeVersion: 3, config: { seconds: 1 } },
    other: { type: 'of-a-later-release', config: { minutes: 2 } },
    newer: { type: 'delay', typeVersion: 4, config: { ms: 1 } },
  });
  const migrated = migrateFlow(flow, catalogue);
  expect(migrated.nodes.map(({ config, typeVersion }) => [config, typeVersion])).toEqual([
    [{ seconds: 120 }, 3],
    [{ seconds: 5 }, 3],
    [{ seconds: 1 }, 3],
    [{ minutes: 2 }, undefined],
    [{ ms: 1 }, 4],
  ]);
  expect(migrated.nodes[3]).toBe(flow.nodes[3]);
  expect(migrateFlow(migrated, catalogue)).toBe(migrated);
});
