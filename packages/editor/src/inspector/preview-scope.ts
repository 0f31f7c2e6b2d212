import type { EvaluateOptions } from '@sista/shared/expression/evaluate-expression';
import type { ExpressionScope, StepScope } from '@sista/shared/expression/expression-scope';
import type { FlowDocument, FlowNode } from '@sista/shared/flow/flow.schema';
import { nodeDefinitions } from '@sista/shared/nodes';
import type { RunAnswer } from '../api/shapes.ts';
import type { Preview } from './inspector-context.ts';
import { stepsBefore } from './offers.ts';

/** The payload that previews and tests use, as the sender would send it. */
export type CurrentSample = {
  title: string;
  payload?: unknown;
  headers?: Readonly<Record<string, string>> | undefined;
};

export type PreviewScope = {
  scope: ExpressionScope;
  /** The steps before the node, nearest first. */
  before: FlowNode[];
  triggerName: string;
  /** Ids of steps whose output is an example, because they did not run in the last test. */
  examples: ReadonlySet<string>;
};

/**
 * What the expressions of a node see: the data of the last test where a step ran in it, else the example of its
 * definition. The trigger is the last test's, or an example with the sample's payload as its body.
 */
export function previewScope(
  document: FlowDocument,
  nodeId: string,
  lastRun: RunAnswer | undefined,
  sample: CurrentSample | undefined,
): PreviewScope {
  const before = stepsBefore(document, nodeId);
  const trigger = document.nodes.find((node) => nodeDefinitions[node.type]?.trigger !== undefined);
  const examples = new Set<string>();
  const steps: Record<string, StepScope> = {};
  for (const node of before) {
    const ran = lastRun?.stepList.findLast((step) => step.nodeId === node.id && step.status === 'succeeded');
    if (!ran) examples.add(node.id);
    steps[node.id] = ran ? { output: ran.output, error: null } : { output: exampleOutput(node), error: null };
  }
  return {
    before: before.filter((node) => node !== trigger),
    triggerName: trigger?.name ?? 'Trigger',
    examples,
    scope: {
      trigger: lastRun ? lastRun.input : triggerExample(trigger, sample),
      steps,
      run: { id: lastRun?.id ?? 'run_00000000000000000000000000', mode: 'test' },
      vars: document.vars ?? {},
      now: lastRun?.startedAt ?? new Date().toISOString(),
    },
  };
}

/** An example of what a step gives, from its definition. */
export function exampleOutput(node: FlowNode): unknown {
  return nodeDefinitions[node.type]?.sampleOutput(node.config);
}

function triggerExample(trigger: FlowNode | undefined, sample: CurrentSample | undefined): unknown {
  const example = trigger ? exampleOutput(trigger) : undefined;
  if (!sample || typeof example !== 'object' || example === null) return example ?? {};
  return { ...example, body: sample.payload };
}

/** Evaluates stored config in a scope. The evaluator is loaded with the first preview. */
export async function evaluatePreview(stored: unknown, scope: ExpressionScope): Promise<Preview> {
  const { resolveDeep } = await import('@sista/shared/expression/evaluate-expression');
  const options: EvaluateOptions = { nowMs: Date.parse(scope.now), seed: 'preview', timeoutMs: 250 };
  try {
    return { ok: true, value: await resolveDeep(stored, scope, options) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
