import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { anyCase } from './any-case.testing.ts';
import { type ModelWorld, openModelWorld, type Played } from './play-run.testing.ts';

let world: ModelWorld;
beforeAll(async () => {
  world = await openModelWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

/** What each step came to, as bytes; given up steps are those that the end of the run met by chance. */
const bytesOf = ({ run }: Played) =>
  new Map(
    run.stepList
      .filter(({ seq, status }) => seq > 0 && status !== 'cancelled')
      .map(({ nodeId, path, status, port, input, output }) => [
        `${nodeId}|${path}`,
        JSON.stringify({ status, port, input, output }),
      ]),
  );

let cases = 0;
it('a replay of the same version with the same input takes the same path, with the same bytes', async () => {
  await fc.assert(
    fc.asyncProperty(anyCase(world.scripted.origin, { withWaits: false }), async (flowCase) => {
      cases += 1;
      const flow = await world.publish(flowCase.document);
      const part = { flowCase, flow, key: `k${cases}` };
      const [first] = await world.play([part]);
      if (!first) throw new Error('nothing was played');
      const more = { trigger: 'replay', mode: 'replay', parentRunId: first.runId } as const;
      const [again] = await world.play([{ ...part, more }]);
      if (!again) throw new Error('nothing was played again');
      const [before, after] = [bytesOf(first), bytesOf(again)];
      const isWhole = first.run.stepList.every(({ status }) => status !== 'cancelled');
      if (first.run.status === 'succeeded' && isWhole) {
        expect(Object.fromEntries(after)).toEqual(Object.fromEntries(before));
        expect(JSON.stringify(again.run.output)).toBe(JSON.stringify(first.run.output));
      }
      // Where a failure ends the run it is chance how far what stood beside it came.
      else for (const [place, bytes] of after) expect(before.get(place) ?? bytes).toBe(bytes);
    }),
    { numRuns: 20, interruptAfterTimeLimit: 50_000 },
  );
}, 60_000);
