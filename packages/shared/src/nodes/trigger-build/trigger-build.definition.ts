import { z } from 'zod';
import { defineNode } from '../../node/define-node.ts';
import { requestShape, senderLine } from '../../node/trigger-shape.ts';
import { buildConclusions, triggerFields } from '../../source/trigger-config.ts';
import { buildSamples, sampleBuild } from './trigger-build.samples.ts';

const ends: Readonly<Record<string, string>> = {
  failure: 'Failed builds',
  success: 'Good builds',
  any: 'Builds',
};

/** Starts a run when a build ends, in one form whoever sent it. */
export const triggerBuild = defineNode({
  type: 'trigger-build',
  title: 'Build ended',
  summary: 'Starts when a build fails, or ends in another way.',
  category: 'start',
  icon: 'Hammer',
  synonyms: [
    'ci',
    'pipeline',
    'github',
    'gitlab',
    'circleci',
    'deploy',
    'test',
    'failed build',
    'workflow run',
  ],
  trigger: { kind: 'build', ingress: true, shape: 'build' },
  config: z.object({ on: buildConclusions, ...triggerFields }),
  initial: { on: 'failure', source: 'generic' },
  summarise: ({ on, source }) =>
    senderLine(source, 'From any build service').replace(
      /^From/,
      `${ends[on ?? ''] ?? 'Failed builds'} from`,
    ),
  outputShape: () => requestShape('build'),
  sampleOutput: () => ({
    kind: 'build',
    receivedAt: '2026-11-23T09:00:00.000Z',
    body: buildSamples[0]?.payload,
    build: sampleBuild,
  }),
  samples: buildSamples,
});
