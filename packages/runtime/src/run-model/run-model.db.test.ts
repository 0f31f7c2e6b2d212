import { effectClassOf } from '@sista/shared/node/define-node';
import { nodeDefinitions } from '@sista/shared/nodes';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { anyCase, type FlowCase, scriptOf } from './any-case.testing.ts';
import { differences } from './compare-runs.testing.ts';
import { type Death, type Deaths, watchDeaths } from './deaths.testing.ts';
import { interpretFlow } from './interpret-flow.testing.ts';
import type { ModelRun } from './model-run.testing.ts';
import { foundRun, type ModelWorld, openModelWorld, type Played } from './play-run.testing.ts';

let world: ModelWorld;
let deaths: Deaths;
beforeAll(async () => {
  deaths = watchDeaths();
  world = await openModelWorld(deaths);
});
afterAll(async () => {
  deaths.forget();
  await world[Symbol.asyncDispose]();
});

const anyDeaths: fc.Arbitrary<Death[]> = fc.array(
  fc.record({
    point: fc.constantFrom<Death['point']>(
      'after-claim',
      'before-checkpoint',
      'checkpoint-before-commit',
      'after-checkpoint',
      'after-intent',
      'after-effect',
      'before-park',
      'after-park',
      'before-finish',
      'after-finish',
    ),
    after: fc.nat({ max: 3 }),
  }),
  { maxLength: 2, size: 'max' },
);

let cases = 0;
/** What is wrong with runs of these flows beside each other while their process dies as planned. */
async function check(flows: readonly FlowCase[], planned: readonly Death[]): Promise<string[]> {
  const parts = flows.map((flowCase) => ({ flowCase, key: `k${cases++}` }));
  const played = await world.play(parts, planned);
  const wrong = played.map(async (one, at) => {
    const { flowCase, key } = parts[at] as (typeof parts)[number];
    const trigger = { kind: 'webhook', body: { ...flowCase.body, key } };
    const model = await interpretFlow(flowCase.document, trigger, scriptOf(flowCase));
    return [
      ...differences(model, foundRun(one), { crashed: one.crashed }),
      ...(await leftovers(one)),
      ...askedWrongly(flowCase, model, one),
    ];
  });
  return (await Promise.all(wrong)).flat();
}

/** Numbers without a gap, nothing that still wants to be done, nothing that began after the end. */
async function leftovers({ runId, run }: Played): Promise<string[]> {
  const stored = run.stepList.filter(({ seq }) => seq > 0);
  const [left] = (await world.say(
    `select (select count(*)::int from engine.timer where owner_id = r.id) as timers,
       (select count(*)::int from pgboss.job where id = r.id) as jobs, steps from engine.run r where id = $1`,
    [runId],
  )) as { timers: number; jobs: number; steps: number }[];
  const seqs = stored.map(({ seq }) => seq);
  const late = stored.filter(({ startedAt }) => (startedAt ?? '') > (run.endedAt ?? ''));
  return [
    ...(seqs.every((seq, at) => seq === at + 1) ? [] : [`the steps are numbered ${seqs.join(', ')}`]),
    ...(left?.steps === stored.length ? [] : [`the run counts ${left?.steps} steps, not ${stored.length}`]),
    ...(left?.timers === 0 ? [] : [`${left?.timers} timers are left`]),
    ...(left?.jobs === 0 ? [] : [`${left?.jobs} jobs are left`]),
    ...late.map(({ nodeId }) => `${nodeId} began after the end of the run`),
  ];
}

/** Each effect has one key; it is done once, or again under its key where a process died after it. */
function askedWrongly({ document }: FlowCase, model: ModelRun, { asked, crashed }: Played): string[] {
  const places = new Set(asked.map(({ nodeId, path }) => `${nodeId}|${path}`));
  return [...places].flatMap((place) => {
    const own = asked.filter(({ nodeId, path }) => `${nodeId}|${path}` === place);
    const node = document.nodes.find(({ id }) => id === own[0]?.nodeId);
    const definition = nodeDefinitions[node?.type ?? ''];
    const effectClass = definition && effectClassOf(definition, node?.config);
    const done = own.filter(({ status }) => status < 300).length;
    const keys = new Set(own.map(({ key }) => key));
    const attempts = model.steps.get(place)?.attempts ?? 0;
    return [
      ...(keys.size === 1 ? [] : [`${place} was asked under ${keys.size} keys`]),
      ...(effectClass === 'safe' || ![...keys].includes(undefined)
        ? []
        : [`${place} was asked without a key`]),
      ...(done > 1 && (effectClass === 'once' || !crashed) ? [`${place} was done ${done} times`] : []),
      ...(own.length > attempts && !crashed
        ? [`${place} was asked ${own.length} times, not ${attempts}`]
        : []),
    ];
  });
}

it('comes to what a plain recursion comes to, also where its process dies between two commits', async () => {
  const flows = fc.array(anyCase(world.scripted.origin), { minLength: 1, maxLength: 3, size: 'max' });
  await fc.assert(
    fc.asyncProperty(flows, anyDeaths, async (flows, planned) => {
      expect(await check(flows, planned)).toEqual([]);
    }),
    { numRuns: Number(process.env.SISTA_MODEL_RUNS ?? 25), interruptAfterTimeLimit: 100_000 },
  );
}, 120_000);
