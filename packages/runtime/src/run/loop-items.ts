import { evaluateTemplate } from '@sista/shared/expression/evaluate-expression';
import { ExpressionError } from '@sista/shared/expression/expression-error';
import { done, failed, type StepResult } from '@sista/shared/node/step-result';
import type { ActiveRun, ActiveStep, ItemResult, RunShop } from './activation.types.ts';
import type { ItemEnd } from './advance-run.ts';
import { metaOf } from './run.types.ts';
import { outputOfScope } from './run-output.ts';
import { scopeKey, scopeOf, seedOf } from './step-scope.ts';

/** Keeps what an item gave, and lets go of what only its own steps could see. Answers whether it is a failure. */
export async function takeItem(
  shop: RunShop,
  active: ActiveRun,
  loop: ActiveStep,
  { index, failed: isFailed }: ItemEnd,
): Promise<boolean> {
  const path = String(index);
  const { plan } = active.version;
  const own = active.steps.filter(
    (step) => step.path === path && plan.nodes.get(step.nodeId)?.loop === loop.nodeId,
  );
  const result = isFailed ? failureOf(own) : await resultOf(shop, active, loop, own, index);
  const results = active.results.get(loop.nodeId) ?? [];
  results[index] = result;
  active.results.set(loop.nodeId, results);
  active.scopes.delete(scopeKey(plan, { nodeId: loop.nodeId, path }));
  return !result.ok;
}

function failureOf(steps: readonly ActiveStep[]): ItemResult {
  const step = steps.find(({ status, port }) => status === 'failed' && port === null);
  const { code, message } = step?.error ?? { code: 'failed', message: 'The item failed.' };
  return { ok: false, error: { code, message } };
}

async function resultOf(
  shop: RunShop,
  active: ActiveRun,
  loop: ActiveStep,
  steps: readonly ActiveStep[],
  index: number,
): Promise<ItemResult> {
  const template = metaOf(loop).loop?.result ?? null;
  if (template === null) return { ok: true, value: outputOfScope(active.version.plan, steps) ?? null };
  const place = { nodeId: loop.nodeId, path: String(index) };
  const scope = scopeOf(shop, active, place, loop.startedAtMs);
  const seed = seedOf(active, place);
  try {
    const value = await evaluateTemplate(template, scope, { nowMs: loop.startedAtMs, seed });
    return { ok: true, value: value ?? null };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return {
      ok: false,
      error: { code: error.code, message: `Result of item ${index + 1}: ${error.message}` },
    };
  }
}

/** What the step of the loop itself comes to. */
export function loopResult(active: ActiveRun, loop: ActiveStep, isFailed: boolean): StepResult {
  const results = active.results.get(loop.nodeId) ?? [];
  const bad = results.flatMap((result, index) => (result.ok ? [] : [{ index, error: result.error }]));
  const [first] = bad;
  if (isFailed && first) {
    const count = metaOf(loop).loop?.count ?? results.length;
    const message = `Item ${first.index + 1} of ${count} (index ${first.index}) failed: ${first.error.message}`;
    return failed('item_failed', message, { details: first });
  }
  const items = results.map((result) => (result.ok ? result.value : null));
  return done('out', { count: metaOf(loop).loop?.count ?? items.length, items, failed: bad });
}
