import type { StepAnswer } from '../api/shapes.ts';
import type { LoopItem, RunRow } from '../waterfall/loop-items.ts';

/**
 * The step of a node that is looked at: that of the item where there is one, else the one outside of loops, else of
 * all items the newest that failed or still goes on, else the newest.
 */
export function stepAt(
  stepList: readonly StepAnswer[],
  nodeId: string | undefined,
  item: string | undefined,
): StepAnswer | undefined {
  const own = stepList.filter((step) => step.nodeId === nodeId);
  return (
    own.find(({ path }) => path === (item ?? '')) ??
    own.find(({ path }) => path === '') ??
    own.findLast(({ status }) => status === 'failed' || status === 'waiting') ??
    own.at(-1)
  );
}

/** Where a step of an item stands: its loop with all items, and the item. */
export function placeOf(
  rows: readonly RunRow[],
  { nodeId, path }: StepAnswer,
): { loop: RunRow; item: LoopItem } | undefined {
  if (path === '') return undefined;
  for (const loop of rows) {
    const item = loop.items?.find((each) => each.path === path);
    if (item?.steps.some((step) => step.nodeId === nodeId)) return { loop, item };
  }
  return undefined;
}
