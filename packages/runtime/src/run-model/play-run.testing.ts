import { newUuid } from '@sista/shared/ids';
import type { RunDetail } from '@sista/shared/run/run.schema';
import { runStatuses, stepStatuses } from '@sista/shared/run/run-status';
import type { AcceptRequest } from '../accept/accept.types.ts';
import { answerTo } from '../callback/callback-world.testing.ts';
import { waitKinds } from '../run/run.types.ts';
import { openRunWorld } from '../testing/run-world.ts';
import { type FlowCase, scriptOf } from './any-case.testing.ts';
import type { FoundRun } from './compare-runs.testing.ts';
import type { Death, Deaths } from './deaths.testing.ts';
import { keyOf, type Place, type RunScript } from './model-run.testing.ts';
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

  async function call({ flow, runId }: Playing, place: Place, n: number): Promise<void> {
    const answering = answerTo(
      { ...place, ...flow, runId, workspaceId: world.workspaceId },
      { body: JSON.stringify({ n }) },
    );
    await world.runtime.callbacks.answer(answering);
  }

  /** Somebody looks at the receiver and says whether the lost request had come. */
  async function settle({ runId, script, asked }: Playing, waiting: Waiting): Promise<void> {
    const place = { nodeId: waiting.node_id, path: waiting.path };
    const done = asked.some((one) => keyOf(one) === keyOf(place) && one.status < 300);
    const output = { status: 200, headers: {}, body: { n: script.answerOf(place).n }, truncated: false };
    const said = done
      ? ({ decision: 'done', output } as const)
      : ({ decision: 'repeat', output: null } as const);
    await world.runtime.runs
      .settleStep({ workspaceId: world.workspaceId, runId, seq: waiting.seq ?? 0, by: 'Ada', ...said })
      // A late answer may have been first.
      .catch(() => {});
  }

  /** Brings a parked run on by one hand's turn: an answer, or a decision. What is left waits for the time it gives. */
  async function attend(playing: Playing): Promise<number | 'moves'> {
    const waiting = await look(playing.runId);
    if (waiting.some(({ status, seq }) => status !== runStatuses.waiting || seq === null)) return 'moves';
    for (const step of waiting) {
      const place = { nodeId: step.node_id, path: step.path };
      if (step.wait === waitKinds.in_doubt) {
        await settle(playing, step);
        return 'moves';
      }
      const { kind, n } = step.wait === waitKinds.callback ? playing.script.callOf(place) : noCall;
      if (kind === 'expires' || playing.called.has(keyOf(place))) continue;
      playing.called.add(keyOf(place));
      await call(playing, place, n);
      return 'moves';
    }
    return Math.min(...waiting.flatMap(({ due_at }) => (due_at ? [due_at.getTime()] : [])));
  }

  async function begin({ flowCase, key, flow: known, more }: Part): Promise<Playing> {
    const script = scriptOf(flowCase);
    const asked = receiver.expect(key, script.answerOf);
    const flow = known ?? (await world.publish(flowCase.document));
    const input = {
      kind: 'webhook',
      receivedAt: '2026-11-23T09:00:00.000Z',
      body: { ...flowCase.body, key },
    };
    const { runId } = await world.runtime.runs.accept(world.request(flow, { input, ...more }));
    if (runId === null) throw new Error('the run was not accepted');
    const playing: Playing = { flow, runId, script, asked, called: new Set() };
    for (const place of earlyCalls(flowCase)) {
      playing.called.add(keyOf(place));
      await call(playing, place, place.n);
    }
    return playing;
  }

  /** Plays runs beside each other to their ends; `planned` says where their process dies meanwhile. */
  async function play(parts: readonly Part[], planned: readonly Death[] = []): Promise<Played[]> {
    deaths?.plan(planned);
    const all = await Promise.all(parts.map(begin));
    const deadline = Date.now() + 15_000;
    for (;;) {
      const runs = await Promise.all(
        all.map(({ runId }) => world.runtime.runs.readRun(world.workspaceId, runId)),
      );
      const open = all.filter((_, at) => runs[at]?.endedAt === null);
      if (open.length === 0)
        return all.map(({ runId, asked }, at) => {
          const run = runs[at] as RunDetail;
          return { runId, run, asked, crashed: deaths?.since() ?? false };
        });
      if (deaths?.takeCorpse()) for (const { runId } of open) await giveBack(runId);
      passTime(await Promise.all(open.map(attend)));
      if (Date.now() > deadline) throw new Error(`it does not end: ${await stateOf(open)}`);
      await new Promise((resolve) => setTimeout(resolve, 4));
    }
  }

  /** For whoever reads the failure. */
  async function stateOf(open: readonly Playing[]): Promise<string> {
    const rows = await world.say(
      `select r.id, r.status, r.epoch, r.steps, r.wakes, j.state, j.retry_count, j.start_after, j.heartbeat_on,
         (select json_agg(json_build_array(s.seq, s.node_id, s.path, s.status, s.wait, t.due_at) order by s.seq)
          from engine.step s left join engine.timer t on t.owner_id = r.id and t.seq = s.seq where s.run_id = r.id) as list
       from engine.run r left join pgboss.job j on j.id = r.id where r.id = any($1::uuid[])`,
      [open.map(({ runId }) => runId)],
    );
    return JSON.stringify(rows);
  }

  /** Only while all wait, and not a moment further than the next timer: no wait that begins by then is over at once. */
  function passTime(turns: readonly (number | 'moves')[]): void {
    if (turns.includes('moves')) return;
    const forMs = Math.min(...turns.filter((turn) => turn !== 'moves')) - world.clock.now();
    if (Number.isFinite(forMs) && forMs > 0) world.clock.advance(forMs + 1);
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

/** One run to play. `flow`: a version that stands already; `more`: of the request. */
type Part = { flowCase: FlowCase; key: string; flow?: FlowIds; more?: Partial<AcceptRequest> };
type Playing = { flow: FlowIds; runId: string; script: RunScript; asked: Asked[]; called: Set<string> };
const noCall = { kind: 'expires', n: 0 } as const;
type FlowIds = { flowId: string; versionId: string };

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
