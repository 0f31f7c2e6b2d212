import { newUuid } from '@sista/shared/ids';
import type { RunDetail } from '@sista/shared/run/run.schema';
import { stepStatuses } from '@sista/shared/run/run-status';
import type { AcceptRequest } from '../accept/accept.types.ts';
import { answerTo } from '../callback/callback-world.testing.ts';
import { waitKinds } from '../run/run.types.ts';
import { openRunWorld } from '../testing/run-world.ts';
import { type FlowCase, scriptOf } from './any-case.testing.ts';
import type { FoundRun } from './compare-runs.testing.ts';
import type { Death, Deaths } from './deaths.testing.ts';
import { type Asked, openScriptedReceiver } from './scripted-receiver.testing.ts';

export type ModelWorld = Awaited<ReturnType<typeof openModelWorld>>;
export type Played = { runId: string; run: RunDetail; asked: readonly Asked[]; crashed: boolean };

type Waiting = {
  status: number;
  seq: number | null;
  node_id: string;
  path: string;
  wait: number | null;
  due_at: Date | null;
};

/** A runtime, a receiver that follows scripts, and the hands that answer, settle and let time pass. */
export async function openModelWorld(deaths?: Deaths) {
  const world = await openRunWorld();
  const receiver = await openScriptedReceiver();

  /** The waiting steps of a run and the times when their waits end, as of one moment. */
  const look = (runId: string) =>
    world.say(
      `select r.status, s.seq, s.node_id, s.path, s.wait, t.due_at from engine.run r
       left join engine.step s on s.run_id = r.id and s.status = $2
       left join engine.timer t on t.owner_id = r.id and t.seq = s.seq and t.kind < 10
       where r.id = $1`,
      [runId, stepStatuses.waiting],
    ) as Promise<Waiting[]>;

  /** What a takeover does with the job of a dead process. */
  async function giveBack(runId: string): Promise<void> {
    await world.say(
      "update pgboss.job set state = 'retry', start_after = now(), heartbeat_on = null where id = $1 and state = 'active'",
      [runId],
    );
    await world.say("select pg_notify('sista_wake', $1)", [`${newUuid()} run:1`]);
  }

  async function call(flow: FlowIds, runId: string, place: Place, n: number): Promise<void> {
    const answering = answerTo(
      { ...place, ...flow, runId, workspaceId: world.workspaceId },
      { body: JSON.stringify({ n }) },
    );
    await world.runtime.callbacks.answer(answering);
  }

  /** Somebody looks at the receiver and says whether the lost request had come. */
  async function settle(runId: string, waiting: Waiting, asked: readonly Asked[]): Promise<void> {
    const done = asked.some(
      ({ nodeId, path, status }) => nodeId === waiting.node_id && path === waiting.path && status < 300,
    );
    const n = current?.answerOf({ nodeId: waiting.node_id, path: waiting.path }).n;
    const output = { status: 200, headers: {}, body: { n }, truncated: false };
    const said = done
      ? ({ decision: 'done', output } as const)
      : ({ decision: 'repeat', output: null } as const);
    await world.runtime.runs
      .settleStep({ workspaceId: world.workspaceId, runId, seq: waiting.seq ?? 0, by: 'Ada', ...said })
      // A late answer may have been first.
      .catch(() => {});
  }

  let current: ReturnType<typeof scriptOf> | undefined;

  /** Brings a parked run on by one hand's turn: an answer, a decision, or the time until its next timer. */
  async function attend(flow: FlowIds, runId: string, played: { called: Set<string>; asked: Asked[] }) {
    const waiting = (await look(runId)).filter(({ seq }) => seq !== null);
    for (const step of waiting) {
      const place = { nodeId: step.node_id, path: step.path };
      const key = `${place.nodeId}|${place.path}`;
      if (step.wait === waitKinds.in_doubt) return settle(runId, step, played.asked);
      if (step.wait !== waitKinds.callback || played.called.has(key)) continue;
      const { kind, n } = current?.callOf(place) ?? { kind: 'expires', n: 0 };
      if (kind === 'expires') continue;
      played.called.add(key);
      return call(flow, runId, place, n);
    }
    const due = waiting.flatMap(({ due_at }) => (due_at ? [due_at.getTime()] : []));
    const soonest = Math.min(...due);
    // Not a moment further, so that no wait which begins by then is over at once.
    if (due.length > 0 && soonest > world.clock.now()) world.clock.advance(soonest - world.clock.now() + 1);
  }

  async function play(flowCase: FlowCase, key: string, how: How = {}): Promise<Played> {
    current = scriptOf(flowCase);
    const asked = receiver.expect(key, current.answerOf);
    const flow = how.flow ?? (await world.publish(flowCase.document));
    deaths?.plan(how.planned ?? []);
    const input = {
      kind: 'webhook',
      receivedAt: '2026-11-23T09:00:00.000Z',
      body: { ...flowCase.body, key },
    };
    const { runId } = await world.runtime.runs.accept(world.request(flow, { input, ...how.more }));
    if (runId === null) throw new Error('the run was not accepted');
    const called = new Set<string>();
    for (const { nodeId, path, n } of earlyCalls(flowCase)) {
      called.add(`${nodeId}|${path}`);
      await call(flow, runId, { nodeId, path }, n);
    }
    const deadline = Date.now() + 15_000;
    for (;;) {
      const run = await world.runtime.runs.readRun(world.workspaceId, runId);
      if (run.endedAt !== null) return { runId, run, asked, crashed: deaths?.since() ?? false };
      if (deaths?.takeCorpse()) await giveBack(runId);
      if (run.status === 'waiting') await attend(flow, runId, { called, asked });
      if (Date.now() > deadline)
        throw new Error(`the run is still ${run.status}: ${JSON.stringify(run.stepList)}`);
      await new Promise((resolve) => setTimeout(resolve, 4));
    }
  }

  return {
    ...world,
    scripted: receiver,
    play,
    async [Symbol.asyncDispose]() {
      receiver.close();
      await world[Symbol.asyncDispose]();
    },
  };
}

/** `planned`: where its process dies; `flow`: a version that stands already; `more`: of the request. */
type How = { planned?: readonly Death[]; flow?: FlowIds; more?: Partial<AcceptRequest> };
type FlowIds = { flowId: string; versionId: string };
type Place = { nodeId: string; path: string };

/** Answers that are there before anything waits for them; in a loop those of its first items. */
function earlyCalls(flowCase: FlowCase): (Place & { n: number })[] {
  const { callOf } = scriptOf(flowCase);
  const waits = flowCase.document.nodes.filter(({ type }) => type === 'wait-for-callback');
  return waits.flatMap(({ id: nodeId }) =>
    ['', '0', '1', '2', '3'].flatMap((path) => {
      const { kind, n } = callOf({ nodeId, path });
      return kind === 'early' ? [{ nodeId, path, n }] : [];
    }),
  );
}

/** The stored steps of a run as the model speaks of them. */
export function foundRun({ run }: Pick<Played, 'run'>): FoundRun {
  return {
    status: run.status,
    output: run.output,
    steps: run.stepList
      .filter(({ seq }) => seq > 0)
      .map(({ nodeId, path, status, port, output, error, attempt }) => ({
        ...{ nodeId, path, status, port, output, attempt },
        code: error?.code ?? null,
      })),
  };
}
