import type { EvaluateOptions } from '@sista/shared/expression/evaluate-expression';
import type { ExpressionScope, StepScope } from '@sista/shared/expression/expression-scope';
import type { FlowDocument, FlowNode } from '@sista/shared/flow/flow.schema';
import { bodiesOf, loopsAround } from '@sista/shared/flow/loop-body';
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
  /** Of a loop: what is seen at the end of its first item; undefined while no item is known. */
  inside: ExpressionScope | undefined;
};

/** An item of the loop that a node is, or is in. */
export type SampleItem = { path: string; value: unknown };

/**
 * What the expressions of a node see: the data of the last test where a step ran in it, else the example of its
 * definition. The trigger is the last test's, or an example with the sample's payload as its body. In the body of a
 * loop they see one item, and the steps that ran for it.
 */
export function previewScope(
  document: FlowDocument,
  nodeId: string,
  lastRun: RunAnswer | undefined,
  sample: CurrentSample | undefined,
  item?: SampleItem | undefined,
): PreviewScope {
  // A loop has no output yet while its items go on.
  const around = new Set(loopsAround(document, nodeId));
  const before = stepsBefore(document, nodeId).filter((node) => !around.has(node));
  const trigger = document.nodes.find((node) => nodeDefinitions[node.type]?.trigger !== undefined);
  const examples = new Set<string>();
  const steps: Record<string, StepScope> = {};
  for (const node of before) {
    const ran = ranStep(lastRun, node.id, item);
    if (!ran) examples.add(node.id);
    steps[node.id] = { output: ran ? ran.output : exampleOutput(node), error: null };
  }
  const scope = {
    trigger: lastRun ? lastRun.input : triggerExample(trigger, sample),
    steps,
    run: { id: lastRun?.id ?? 'run_00000000000000000000000000', mode: 'test' as const },
    vars: document.vars ?? {},
    now: lastRun?.startedAt ?? new Date().toISOString(),
  };
  const inItem = item && { item: item.value, index: Number(item.path) };
  const body = bodiesOf(document).get(nodeId);
  return {
    before: before.filter((node) => node !== trigger),
    triggerName: trigger?.name ?? 'Trigger',
    examples,
    scope: body ? scope : { ...scope, ...inItem },
    inside:
      body && inItem
        ? { ...scope, ...inItem, steps: { ...steps, ...bodySteps(document, body, lastRun, item) } }
        : undefined,
  };
}

/** The step of a node in a test: inside a loop that of the item. */
function ranStep(lastRun: RunAnswer | undefined, nodeId: string, item: SampleItem | undefined) {
  const own = lastRun?.stepList.filter((step) => step.nodeId === nodeId && step.status === 'succeeded') ?? [];
  return own.find(({ path }) => path === '' || path === item?.path) ?? own.at(-1);
}

function bodySteps(
  document: FlowDocument,
  body: ReadonlySet<string>,
  lastRun: RunAnswer | undefined,
  item: SampleItem | undefined,
): Record<string, StepScope> {
  const inBody = document.nodes.filter(({ id }) => body.has(id));
  return Object.fromEntries(
    inBody.map((node) => {
      const ran = ranStep(lastRun, node.id, item);
      return [node.id, { output: ran ? ran.output : exampleOutput(node), error: null }];
    }),
  );
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
