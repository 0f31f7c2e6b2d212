import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyCase, scriptOf } from './any-case.testing.ts';
import { differences } from './compare-runs.testing.ts';
import { interpretFlow } from './interpret-flow.testing.ts';
import { playFold } from './play-fold.testing.ts';

it('comes to what a plain recursion comes to, in every order, and made again from its rows at any moment', async () => {
  const choices = fc.infiniteStream(fc.nat({ max: 1_000_000 }));
  await fc.assert(
    fc.asyncProperty(anyCase('http://receiver.test'), choices, async (flow, stream) => {
      const trigger = { kind: 'webhook', body: { ...flow.body, key: 'k' } };
      const model = await interpretFlow(flow.document, trigger, scriptOf(flow));
      const found = playFold(flow.document, model, (most) => (stream.next().value as number) % most);
      expect(differences(model, found)).toEqual([]);
    }),
    { numRuns: 400 },
  );
});
