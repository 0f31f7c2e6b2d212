import { evaluateTemplate } from '@sista/shared/expression/evaluate-expression';
import { ExpressionError } from '@sista/shared/expression/expression-error';
import { fromId } from '@sista/shared/ids';
import type { OpenCredential, StepContext, StepPorts } from '@sista/shared/node/step-context';
import { failed, StepFailed } from '@sista/shared/node/step-result';
import { openCredential } from '../credential/open-credential.ts';
import { effectKey } from '../effect/effect-key.ts';
import { HeldBack } from '../effect/held-back.ts';
import { redirects } from '../effect/redirects.ts';
import { stepFetch } from '../http/step-fetch.ts';
import type { ActiveRun, ActiveStep, RunShop } from './activation.types.ts';
import { employeePort } from './employee-port.ts';
import { eventPort, stageInboxSend } from './event-port.ts';
import { isAuthenticated } from './is-authenticated.ts';
import { scopeOf, seedOf } from './step-scope.ts';

/** 16 kB of log a step; what comes after is dropped. */
const mostLogBytes = 16_384;

/** The nine members that a step may touch, and the ports that its node type asked for. */
export function stepContext(
  shop: RunShop,
  active: ActiveRun,
  step: ActiveStep,
  signal: AbortSignal,
): { context: StepContext; ports: StepPorts } {
  const { row } = active;
  const originRunId = row.originRunId ?? row.id;
  const context: StepContext = {
    run: {
      id: active.runId,
      workspaceId: row.workspaceId,
      flowId: row.flowId,
      nodeId: step.nodeId,
      path: step.path,
      attempt: step.attempt,
      mode: row.mode,
      authenticated: isAuthenticated(active.trigger, row.trigger),
    },
    resumed: step.resumed,
    // A wait that is tried again begins anew.
    now: step.attempt > 1 ? step.attemptStartedAtMs : step.startedAtMs,
    signal,
    log: (level, text) => writeLog(shop, step, level, text),
    fetch: stepFetch(shop.outbound, signal),
    async effect(about, send) {
      const judged = shop.outbound.judge(about.target);
      const isOwnInbox = judged.ok && judged.own;
      if (redirects(active, step.nodeId) && !isOwnInbox) {
        await stageInboxSend(shop, active, step, about);
        throw new HeldBack(about.target, about.preview);
      }
      const key = effectKey({ originRunId, nodeId: step.nodeId, path: step.path }, step.input, about.name);
      step.meta = { ...(step.meta as object), effect: { target: about.target, key } };
      return send(key);
    },
    credential: (id, types) => credentialOf(shop, row.workspaceId, id, types),
    evaluate: (template) => evaluate(shop, active, step, template),
  };
  return {
    context,
    ports: {
      event: eventPort(shop, active, step),
      employee: employeePort(shop, active, step, signal),
      data: shop.data(row.workspaceId, signal),
    },
  };
}

function writeLog(shop: RunShop, step: ActiveStep, level: 'info' | 'warn' | 'error', text: string): void {
  const line = text.slice(0, 4_000);
  if (step.logBytes + line.length > mostLogBytes) return;
  step.logBytes += line.length;
  const n = step.logs.length;
  step.logs.push({ seq: step.seq, attempt: step.attempt, n, atMs: shop.clock.now(), level, text: line });
}

async function credentialOf(
  shop: RunShop,
  workspaceId: string,
  id: string,
  types: readonly string[],
): Promise<OpenCredential> {
  const credentialId = fromId('credential', id);
  const found = credentialId
    ? await openCredential(shop.sql, shop.sealKeys, { workspaceId, credentialId, now: shop.clock.now() })
    : null;
  if (!found)
    throw new StepFailed(
      failed('credential_missing', `The credential ${id} is not there any more. Choose another.`, {
        path: 'credential',
      }),
    );
  if (!types.includes(found.type))
    throw new StepFailed(
      failed(
        'credential_type',
        `This step needs a credential of type ${types.join(' or ')}, not ${found.type}.`,
        {
          path: 'credential',
        },
      ),
    );
  return found;
}

async function evaluate(
  shop: RunShop,
  active: ActiveRun,
  step: ActiveStep,
  template: string,
): Promise<unknown> {
  try {
    const options = { nowMs: step.startedAtMs, seed: seedOf(active, step) };
    return await evaluateTemplate(template, scopeOf(shop, active, step, step.startedAtMs), options);
  } catch (error) {
    if (error instanceof ExpressionError) throw new StepFailed(failed(error.code, error.message));
    throw error;
  }
}
