import type { ExpressionScope } from '@sista/shared/expression/expression-scope';
import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { nodeById } from '@sista/shared/flow/flow-graph';
import { useEffect, useState } from 'react';
import type { RunAnswer } from '../api/shapes.ts';
import {
  type CurrentSample,
  evaluatePreview,
  previewScope,
  type SampleItem,
} from '../inspector/preview-scope.ts';
import { loopOf } from '../run-overlay/loop-of.ts';

/**
 * The item that previews in a loop see: the chosen one of the last test, else the first. Before a test the loop's
 * list is evaluated in the sample.
 */
export function useSampleItem(
  document: FlowDocument,
  nodeId: string | undefined,
  lastRun: RunAnswer | undefined,
  sample: CurrentSample | undefined,
  chosen: string | undefined,
): SampleItem | undefined {
  const loopId = nodeId === undefined ? undefined : loopOf(document, nodeId);
  const recorded = loopId === undefined ? undefined : itemsOfRun(lastRun, loopId);
  const template = loopId === undefined ? undefined : nodeById(document, loopId)?.config.items;
  const [evaluated, setEvaluated] = useState<SampleItem>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the scope is made of the document, which changes with every key
  useEffect(() => {
    if (loopId === undefined || recorded || template === undefined) return setEvaluated(undefined);
    let current = true;
    const { scope } = previewScope(document, loopId, lastRun, sample);
    void firstItem(template, scope).then((item) => current && setEvaluated(item));
    return () => {
      current = false;
    };
  }, [loopId, recorded, template, lastRun, sample]);
  if (!recorded) return evaluated;
  const path = chosen !== undefined && Number(chosen) < recorded.length ? chosen : '0';
  return recorded.length === 0 ? undefined : { path, value: recorded[Number(path)] };
}

async function firstItem(template: unknown, scope: ExpressionScope): Promise<SampleItem | undefined> {
  const list = await evaluatePreview(template, scope);
  return list.ok && Array.isArray(list.value) && list.value.length > 0
    ? { path: '0', value: list.value[0] }
    : undefined;
}

/** The list that a loop worked on in a run; undefined where it did not come to it. */
function itemsOfRun(run: RunAnswer | undefined, loopId: string): unknown[] | undefined {
  const step = run?.stepList.find(({ nodeId, path }) => nodeId === loopId && path === '');
  const items = (step?.input as { items?: unknown } | null | undefined)?.items;
  return Array.isArray(items) ? items : undefined;
}
