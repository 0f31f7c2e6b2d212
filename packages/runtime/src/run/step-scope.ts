import type { ExpressionScope, StepScope } from '@sista/shared/expression/expression-scope';
import { callbackUrl } from '../callback/callback-key.ts';
import type { ActiveRun, ActiveStep, RunShop } from './activation.types.ts';
import type { Place } from './advance-run.ts';
import type { Plan } from './compile-version.ts';

/** What the expressions of a step see: the steps outside loops, and inside a body its item and the item's own steps. */
export function scopeOf(
  shop: Pick<RunShop, 'publicUrl' | 'sealKeys'>,
  active: ActiveRun,
  { nodeId, path }: Place,
  atMs: number,
): ExpressionScope {
  const { row, version, scopes } = active;
  const outside = scopes.get('') ?? {};
  const { plan } = version;
  const callbacks = callbacksOf(shop, active, path);
  return {
    trigger: active.trigger,
    steps: path === '' ? outside : { ...outside, ...scopes.get(scopeKey(plan, { nodeId, path })) },
    run: { id: active.runId, mode: row.mode },
    vars: plan.document.vars ?? {},
    now: new Date(atMs).toISOString(),
    ...(callbacks ? { callbacks } : {}),
    ...(path === '' ? {} : itemOf(active, plan.nodes.get(nodeId)?.loop ?? nodeId, Number(path))),
  };
}

/** The addresses of the waits outside loops, and of those in the same body. */
function callbacksOf(
  { publicUrl, sealKeys }: Pick<RunShop, 'publicUrl' | 'sealKeys'>,
  { row, version: { plan } }: ActiveRun,
  path: string,
): Record<string, { url: string }> | undefined {
  if (plan.callbackIds.length === 0) return undefined;
  const reachable = plan.callbackIds.filter((id) => path !== '' || plan.nodes.get(id)?.loop === null);
  return Object.fromEntries(
    reachable.map((nodeId) => {
      const place = { runId: row.id, nodeId, path: plan.nodes.get(nodeId)?.loop === null ? '' : path };
      return [nodeId, { url: callbackUrl(publicUrl, sealKeys, place) }];
    }),
  );
}

function itemOf(active: ActiveRun, loopId: string, index: number): { item: unknown; index: number } {
  return { item: itemsOf(active, loopId)[index] ?? null, index };
}

/** The items of a loop are those of its recorded config: evaluated once, the same at every look. */
export function itemsOf(active: ActiveRun, loopId: string): readonly unknown[] {
  const step = active.steps.find(({ nodeId, path }) => nodeId === loopId && path === '');
  const items = (step?.input as { items?: unknown } | null)?.items;
  return Array.isArray(items) ? items : [];
}

/** Later steps see what this one gave. */
export function rememberScope(active: ActiveRun, step: ActiveStep): void {
  if (step.status !== 'succeeded' && step.status !== 'failed') return;
  const scope: StepScope =
    step.status === 'succeeded'
      ? { output: step.output, error: null, ...(step.meta ? { meta: step.meta } : {}) }
      : { output: null, error: step.error };
  const key = scopeKey(active.version.plan, step);
  const known = active.scopes.get(key);
  if (known) known[step.nodeId] = scope;
  else active.scopes.set(key, { [step.nodeId]: scope });
}

/** One scope for all steps outside loops, and one for each item of each loop. */
export function scopeKey(plan: Plan, { nodeId, path }: Place): string {
  return path === '' ? '' : `${plan.nodes.get(nodeId)?.loop ?? nodeId}.${path}`;
}

/** Of random functions: the same at every evaluation of the step, another in each item of a loop. */
export const seedOf = ({ runId }: ActiveRun, { nodeId, path }: Place): string =>
  path === '' ? `${runId}.${nodeId}` : `${runId}.${nodeId}.${path}`;
