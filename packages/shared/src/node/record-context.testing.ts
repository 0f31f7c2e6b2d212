import { createHash } from 'node:crypto';
import { type EvaluateOptions, evaluateTemplate } from '../expression/evaluate-expression.ts';
import { ExpressionError } from '../expression/expression-error.ts';
import type { EffectAbout, FetchAnswer, FetchRequest, OpenCredential, StepContext } from './step-context.ts';
import { HeldBack, type StepRecord, type TestStep } from './step-record.testing.ts';
import { failed, StepFailed } from './step-result.ts';

export const evaluation: EvaluateOptions = { nowMs: Date.parse('2026-11-23T09:00:00.000Z'), seed: 'test' };

const usualRun: StepContext['run'] = {
  id: 'run_01h455vb4pex5vsknk084sn02q',
  workspaceId: 'ws_01h455vb4pex5vsknk084sn02q',
  flowId: 'flow_01h455vb4pex5vsknk084sn02q',
  nodeId: 'step',
  path: '',
  attempt: 1,
  mode: 'live',
  authenticated: true,
};

/** A context that does what a step asks for and writes it down. */
export function openContext(step: TestStep, record: StepRecord): StepContext {
  const run = { ...usualRun, ...step.run };
  const signal = step.signal ?? new AbortController().signal;
  return {
    run,
    resumed: step.resumed,
    now: step.now ?? evaluation.nowMs,
    signal,
    log: (level, text) => void record.logs.push({ level, text }),
    fetch: async (request) => {
      record.requests.push(request);
      return await requestLoopback(request, step.origins ?? {}, signal);
    },
    effect: async <T>(about: EffectAbout, send: (key: string) => Promise<T>) => {
      const key = effectKey(run, about);
      record.effects.push({ ...about, key });
      if (step.holdBack) throw new HeldBack(about.target);
      return await send(key);
    },
    credential: async (id, types) => openCredential(step.credentials ?? {}, id, types),
    evaluate: (template) => evaluateInStep(template, step.scope ?? {}),
  };
}

async function evaluateInStep(template: string, scope: object): Promise<unknown> {
  try {
    return await evaluateTemplate(template, scope, evaluation);
  } catch (error) {
    if (error instanceof ExpressionError) throw new StepFailed(failed(error.code, error.message));
    throw error;
  }
}

/** Stable over attempts, as in the engine: run, step and what would be sent, and not the attempt. */
function effectKey(run: StepContext['run'], about: EffectAbout): string {
  const origin = [run.id, run.nodeId, run.path, about.name, about.target, JSON.stringify(about.preview)];
  return createHash('sha256').update(origin.join('\n')).digest('hex');
}

function openCredential(
  known: Readonly<Record<string, OpenCredential>>,
  id: string,
  types: readonly string[],
) {
  const found = known[id];
  if (found && types.includes(found.type)) return found;
  throw new StepFailed(failed('no_credential', `There is no credential ${id}.`, { path: 'credential' }));
}

/** A real request. Redirects are answers, as with the guarded fetch. */
async function requestLoopback(
  request: FetchRequest,
  origins: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<FetchAnswer> {
  const { origin, href } = new URL(request.url);
  const url = href.replace(origin, origins[origin] ?? origin);
  const { hostname } = new URL(url);
  if (hostname !== '127.0.0.1') throw new Error(`a test tried to reach ${hostname}`);
  const limits = AbortSignal.any([signal, AbortSignal.timeout(request.timeoutMs ?? 30_000)]);
  try {
    const answer = await fetch(url, {
      method: request.method,
      headers: request.headers ?? {},
      body: request.body ?? null,
      redirect: 'manual',
      signal: limits,
    });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const most = request.maxBytes ?? bytes.length;
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      text: new TextDecoder().decode(bytes.subarray(0, most)),
      truncated: bytes.length > most,
    };
  } catch (error) {
    const message = `${new URL(request.url).host} cannot be reached: ${(error as Error).message}`;
    throw new StepFailed(failed('unreachable', message, { retry: true, path: 'url' }));
  }
}
