import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newUuid } from '@sista/shared/ids';
import type { TaskAnswer, TaskRequest } from '@sista/shared/node/step-context';
import type { Clock } from '../clock.ts';
import { createDataSources } from '../data-source/data-sources.ts';
import { createSqlitePool } from '../data-source/query-sqlite.ts';
import { type Database, openDatabase } from '../db/database.ts';
import { hireEmployee } from '../employee/hire-employee.ts';
import type { EmployeeVerbs } from '../employee/verb-context.ts';
import { createEmitter } from '../event/emit.ts';
import type { Outbound } from '../http/outbound.ts';
import type { OpenModel } from '../model/model-call.types.ts';
import { createModelSource, type ModelSource } from '../model/open-model.ts';
import { silentLogger as log } from '../telemetry/logger.ts';
import { freshDatabase } from '../testing/fresh-database.ts';
import { createEmployeePort } from './run-task.ts';
import type { TaskReport, TaskStep } from './task-step.ts';

export type TaskWorld = AsyncDisposable & {
  database: Database;
  workspaceId: string;
  verbs: EmployeeVerbs;
  clock: Clock & { slept: number[] };
  models: ModelSource;
  /** Tells the world which model answers for references that are not the sandbox. */
  useModel(model: OpenModel): void;
  hire(role: string, more?: Record<string, unknown>): Promise<string>;
  /** A run that this process owns under epoch 1. */
  startRun(): Promise<string>;
  doTask(task: TaskOfTest): Promise<TaskAnswer>;
};

export type TaskOfTest = Partial<TaskRequest> & {
  employee: string;
  runId: string;
  trigger?: Record<string, unknown>;
  step?: Partial<TaskStep>;
  crashAt?: { name: string; time: number };
  reports?: TaskReport[];
};

/** A real database with a workspace, the demo shop, and a clock that only moves when somebody sleeps. */
export async function openTaskWorld(): Promise<TaskWorld> {
  const fresh = await freshDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'sista-task-'));
  const database = openDatabase({ url: fresh.url, log });
  const workspaceId = newUuid();
  await database.prisma.workspace.create({ data: { id: workspaceId, name: 'Shop', slug: 'shop' } });
  const sqlite = createSqlitePool({ size: 1 });
  const clock = testClock();
  const emitter = createEmitter({
    publicUrl: 'http://127.0.0.1:4400',
    queueLines: async () => {},
    log,
    strict: true,
  });
  const verbs: EmployeeVerbs = { prisma: database.prisma, emitter, now: clock.now, nudge: () => {} };
  let given: OpenModel | undefined;
  const models = modelsOf(database, () => given);
  const dataSources = createDataSources({ sql: database.hot, sqlite, dataDir });

  return {
    database,
    workspaceId,
    verbs,
    clock,
    models,
    useModel: (model) => {
      given = model;
    },
    async hire(role, more = {}) {
      const { id } = await hireEmployee(verbs, { workspaceId, by: null, via: 'person' }, { role, ...more });
      return id;
    },
    async startRun() {
      const runId = newUuid();
      await database.hot.query('', insertRun, [runId, workspaceId, newUuid(), newUuid()]);
      return runId;
    },
    async doTask({ employee, runId, trigger = {}, step = {}, crashAt, reports, ...request }) {
      let left = crashAt?.time ?? 0;
      const openPort = createEmployeePort({
        sql: database.hot,
        clock,
        models,
        dataSources,
        log: () => {},
        nonce: () => '7f3a9c21d0e4b5a6',
        crashPoint: (name) => {
          if (name === crashAt?.name && --left === 0) throw new Crash(name);
        },
      });
      const told = reports ? { onReport: (report: TaskReport) => reports.push(report) } : {};
      const port = openPort({ ...stepOf(runId, workspaceId, trigger, clock.now()), ...told, ...step });
      const usual = { instructions: 'Do it.', input: trigger, output: null, tools: null, maxTurns: 12 };
      return port.doTask({ ...usual, employee, ...request });
    },
    async [Symbol.asyncDispose]() {
      await sqlite.close();
      await database.close();
      await fresh[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true });
    },
  };
}

/** The sandbox, and whatever model a test gave; no network. */
function modelsOf({ hot }: Database, given: () => OpenModel | undefined): ModelSource {
  const outbound: Outbound = {
    request: () => Promise.reject(new Error('no network here')),
    judge: () => ({ ok: false, class: 'url', message: 'no network here' }),
    close: async () => {},
  };
  const source = createModelSource({ sql: hot, outbound, openApiKey: async () => 'key' });
  return {
    ...source,
    async open(workspaceId, ref, script) {
      const model = given();
      if (model && ref === model.ref) return { ok: true, model, timeoutMs: 1_000 };
      return source.open(workspaceId, ref, script);
    },
  };
}

function testClock(): TaskWorld['clock'] {
  let nowMs = Date.now();
  const slept: number[] = [];
  const sleep = async (ms: number) => {
    slept.push(ms);
    nowMs += ms;
  };
  return { slept, now: () => nowMs, sleep };
}

function stepOf(runId: string, workspaceId: string, trigger: unknown, now: number): TaskStep {
  const run = { id: runId, mode: 'live' as const };
  return {
    runId,
    workspaceId,
    epoch: 1,
    seq: 2,
    nodeId: 'check',
    path: '',
    flowId: newUuid(),
    attempt: 1,
    originRunId: runId,
    scope: { trigger, steps: {}, run, vars: {}, now: new Date(now).toISOString() },
    triggerAuthenticated: true,
    signal: new AbortController().signal,
    now,
  };
}

/** What a test throws where a process would have died. */
export class Crash extends Error {}

const insertRun = `insert into engine.run (id, workspace_id, flow_id, version_id, trigger, status, epoch, steps)
values ($1, $2, $3, $4, 0, 1, 1, 1)`;
