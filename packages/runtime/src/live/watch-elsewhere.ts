import { fromId } from '@sista/shared/ids';
import type { LiveMessage } from '@sista/shared/live-message';
import type { Clock } from '../clock.ts';
import type { Sql } from '../db/sql.ts';
import { readOpenJobs } from '../job/job-rows.ts';
import type { LiveFeed } from '../runtime-door.ts';
import type { Logger } from '../telemetry/logger.ts';
import { type RunChange, readNewestRuns, readRunStates, readStepStates } from './read-changes.ts';
import { noteMessage, type SeenRun, unseenRun } from './seen-states.ts';

export type Relay = LiveFeed & { stop(): Promise<void> };

export type RelayOptions = {
  /** The feed of this process: what it has committed itself. */
  feed: LiveFeed;
  sql: Sql;
  clock: Clock;
  log: Logger;
  /** False while no other process works runs: then the feed says everything. */
  othersWork: () => boolean;
  /** Every message that this process publishes itself. */
  onPublished?: (message: LiveMessage) => void;
};

const runsEveryMs = 300;
/** Flows and jobs are looked at every third time. */
const slowEvery = 3;
const newestOfFlow = 20;
/** Clocks of processes differ, and a row is read only after its commit. */
const overlapMs = 5_000;

type Watched = { viewers: number; seen: SeenRun; mark: string | undefined; sinceMs: number };

/**
 * The feed together with what other processes commit. While somebody watches a run, its rows are read every 300 ms
 * and what this process has not said itself is published; the newest runs of a watched flow and the jobs of a
 * watched workspace once a second. A run that has ended is not read any more.
 */
export function watchElsewhere(options: RelayOptions): Relay {
  const { feed, sql, clock, log, othersWork } = options;
  const stopping = new AbortController();
  const runs = new Map<string, Watched>();
  const flows = new Map<string, { viewers: number; states: Map<string, string> | undefined }>();
  const workspaces = new Map<string, { viewers: number; states: Map<string, string> }>();
  let working: Promise<void> | undefined;

  function note(message: LiveMessage): void {
    if (message.type === 'run' || message.type === 'step') {
      const watched = runs.get(message.runId);
      if (watched) {
        watched.seen.told += 1;
        noteMessage(watched.seen, message);
      }
      if (message.type === 'run') flows.get(message.flowId)?.states?.set(message.runId, stateOf(message));
    }
    if (message.type === 'job')
      for (const { states } of workspaces.values()) states.set(message.jobId, stateOf(message));
  }

  function watch(topic: string, by: 1 | -1): void {
    const [word = '', id = ''] = topic.split(':');
    if (word === 'run')
      hold(runs, id, by, () => ({ viewers: 0, seen: unseenRun(), mark: undefined, sinceMs: 0 }));
    if (word === 'flow') hold(flows, id, by, () => ({ viewers: 0, states: undefined }));
    if (word === 'workspace') hold(workspaces, id, by, () => ({ viewers: 0, states: new Map() }));
    if (!stopping.signal.aborted && isWatched()) working ??= keepLooking();
  }

  const isWatched = () => runs.size + flows.size + workspaces.size > 0;

  async function keepLooking(): Promise<void> {
    for (let round = 0; !stopping.signal.aborted && isWatched(); round += 1) {
      await clock.sleep(runsEveryMs, stopping.signal);
      if (stopping.signal.aborted || !othersWork()) continue;
      try {
        await lookAtRuns();
        if (round % slowEvery === 0) {
          await lookAtFlows();
          await lookAtJobs();
        }
      } catch (error) {
        log.debug({ err: error }, 'could not read what other processes did; trying again');
      }
    }
    working = undefined;
  }

  async function lookAtRuns(): Promise<void> {
    const open = [...runs].filter(([, { seen }]) => !seen.ended);
    const told = new Map(open.map(([id, { seen }]) => [id, seen.told]));
    const now = clock.now();
    for (const change of await readRunStates(sql, uuidsOf('run', told.keys()))) {
      const { runId } = change.message;
      const watched = runs.get(runId);
      if (!watched || watched.mark === change.mark) continue;
      const steps = await readStepStates(sql, change, watched.sinceMs);
      // This process spoke about the run meanwhile, so what was read may be older than what was said.
      if (watched.seen.told !== told.get(runId)) continue;
      for (const step of steps)
        if (noteMessage(watched.seen, step)) feed.publish([`run:${runId}`, `flow:${step.flowId}`], step);
      if (noteMessage(watched.seen, change.message)) publishRun(change);
      watched.mark = change.mark;
      watched.sinceMs = now - overlapMs;
    }
  }

  async function lookAtFlows(): Promise<void> {
    const ids = uuidsOf('flow', flows.keys());
    const byFlow = Map.groupBy(await readNewestRuns(sql, ids, newestOfFlow), ({ message }) => message.flowId);
    for (const [flowId, watched] of flows) {
      const before = watched.states;
      const newest = byFlow.get(flowId) ?? [];
      watched.states = new Map(newest.map(({ message }) => [message.runId, stateOf(message)]));
      if (!before) continue;
      for (const change of newest.reverse())
        if (before.get(change.message.runId) !== stateOf(change.message)) publishRun(change);
    }
  }

  async function lookAtJobs(): Promise<void> {
    for (const [workspaceId, { states }] of workspaces) {
      const [uuid] = uuidsOf('workspace', [workspaceId]);
      for (const message of uuid ? await readOpenJobs(sql, uuid, uuidsOf('job', states.keys())) : []) {
        if (states.get(message.jobId) === stateOf(message)) continue;
        states.set(message.jobId, stateOf(message));
        feed.publish([`workspace:${workspaceId}`], message);
      }
    }
  }

  function publishRun({ message, workspaceId }: RunChange): void {
    flows.get(message.flowId)?.states?.set(message.runId, stateOf(message));
    feed.publish([`run:${message.runId}`, `flow:${message.flowId}`, `workspace:${workspaceId}`], message);
  }

  return {
    hasListeners: feed.hasListeners,
    publish(topics, message) {
      note(message);
      options.onPublished?.(message);
      feed.publish(topics, message);
    },
    subscribe(topics, receive) {
      const unsubscribe = feed.subscribe(topics, receive);
      for (const topic of topics) watch(topic, 1);
      return () => {
        unsubscribe();
        for (const topic of topics) watch(topic, -1);
      };
    },
    async stop() {
      stopping.abort();
      await working;
    },
  };
}

function hold<Value extends { viewers: number }>(
  map: Map<string, Value>,
  id: string,
  by: 1 | -1,
  make: () => Value,
): void {
  const value = map.get(id) ?? make();
  value.viewers += by;
  if (value.viewers > 0) map.set(id, value);
  else map.delete(id);
}

function uuidsOf(kind: 'run' | 'flow' | 'workspace' | 'job', ids: Iterable<string>): string[] {
  return [...ids].flatMap((id) => fromId(kind, id) ?? []);
}

function stateOf(message: LiveMessage): string {
  if (message.type === 'run') return `${message.status} ${message.endedAt}`;
  if (message.type === 'job') return `${message.status} ${message.done} ${message.total}`;
  return '';
}
