import type { FlowNode } from '@sista/shared/flow/flow.schema';
import { any } from './matches.testing.ts';
import type { Behaviour, ModelStep, Place } from './model-run.testing.ts';

export function left(place: Place, port: string | null, output: unknown): ModelStep {
  return { ...place, status: 'succeeded', port, output, code: null, attempts: 1, isCertain: true };
}

/** By what the node says of failures: the run fails, it goes on without an output, or it leaves by `error`. */
export function failed(node: FlowNode, place: Place, code: string, attempts = 1): ModelStep {
  const { onError = 'stop' } = node;
  const port = onError === 'port' ? 'error' : onError === 'continue' ? 'out' : null;
  return { ...place, status: 'failed', port, output: null, code, attempts, isCertain: true };
}

export function request(node: FlowNode, place: Place, { refusals, status, n }: Behaviour): ModelStep {
  const most = node.retry?.attempts ?? 1;
  if (refusals >= most) return failed(node, place, 'http_status', most);
  if (status >= 300) return failed(node, place, 'http_status', refusals + 1);
  const output = { status, headers: any, body: { n }, truncated: false };
  return { ...left(place, 'out', output), attempts: refusals + 1 };
}
