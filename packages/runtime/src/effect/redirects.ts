import type { ActiveRun } from '../run/activation.types.ts';

/**
 * Whether a step's sends go to the request inbox: a test that holds effects back, or anything a sandbox employee led
 * to, unless the flow says that sandbox sends are real.
 */
export function redirects(active: ActiveRun, nodeId: string): boolean {
  if (active.row.effects !== 'send') return true;
  if (active.version.plan.document.settings?.sandboxSends === 'real') return false;
  return sandboxBefore(active, nodeId);
}

function sandboxBefore(active: ActiveRun, nodeId: string): boolean {
  if (active.sandboxed.size === 0) return false;
  const seen = new Set<string>();
  const open = [nodeId];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const { source } of active.version.plan.nodes.get(id)?.incoming ?? []) {
      if (active.sandboxed.has(source)) return true;
      if (!seen.has(source)) open.push(source);
      seen.add(source);
    }
  }
  return false;
}

export function isSandbox(meta: unknown): boolean {
  return typeof meta === 'object' && meta !== null && 'sandbox' in meta && meta.sandbox === true;
}
