import { ActionIcon, Button } from '@mantine/core';
import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { bodiesOf } from '@sista/shared/flow/loop-body';
import { Panel } from '@xyflow/react';
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { chosenItem } from '../run-overlay/loop-of.ts';
import type { RunOverlay, RunOverlayStore } from '../run-overlay/run-overlay.ts';
import { IconChevronLeft, IconChevronRight } from '../ui/icons.ts';
import { nodesById } from './canvas-context.ts';
import classes from './ItemBar.module.css';

export type ItemBarProps = {
  overlay: RunOverlayStore;
  document: FlowDocument;
  /** Called with the loop and the path of the item, undefined for all; without it the overlay itself keeps the choice. */
  onItem?: ((loopId: string, path: string | undefined) => void) | undefined;
  /** Where a flow is edited its notices stand on top. */
  atBottom: boolean;
};

/** Which item of a loop the canvas shows: all of them together, or one. One row for each loop that ran. */
export function ItemBar({ overlay, document, onItem, atBottom }: ItemBarProps) {
  const items = useStore(overlay, (run) => run.items);
  const loops = [...bodiesOf(document)].filter(([, body]) => [...body].some((id) => items.has(id)));
  if (loops.length === 0) return null;
  const choose = (loopId: string, path: string | undefined) => {
    if (onItem) onItem(loopId, path);
    else overlay.setState({ item: chosenItem(document, loopId, path) });
  };
  return (
    <Panel position={atBottom ? 'bottom-center' : 'top-center'}>
      {loops.map(([loopId, body]) => (
        <LoopBar
          key={loopId}
          overlay={overlay}
          loopId={loopId}
          name={nodesById(document).get(loopId)?.name ?? loopId}
          body={body}
          onItem={(path) => choose(loopId, path)}
        />
      ))}
    </Panel>
  );
}

type LoopBarProps = {
  overlay: RunOverlayStore;
  loopId: string;
  name: string;
  body: ReadonlySet<string>;
  onItem: (path: string | undefined) => void;
};

function LoopBar({ overlay, loopId, name, body, onItem }: LoopBarProps) {
  const items = useStore(overlay, (run) => run.items);
  const path = useStore(overlay, (run) => (run.item?.loopId === loopId ? run.item.path : undefined));
  const known = useStore(overlay, (run) => run.steps.get(loopId)?.loop?.count);
  const { indexes, failed } = useMemo(() => itemsSeen(items, body), [items, body]);
  const count = known ?? indexes.length;
  const at = path === undefined ? -1 : indexes.indexOf(Number(path));
  const before = at > 0 ? indexes[at - 1] : undefined;
  const after = indexes[at + 1];
  const nextFailed = failed.find((index) => index > Number(path ?? -1)) ?? failed[0];
  const go = (index: number | undefined) => index !== undefined && onItem(String(index));
  return (
    // Keys here belong to the buttons; the canvas would take Enter for its card.
    // biome-ignore lint/a11y/noStaticElementInteractions: it only keeps keys from going further
    <div
      className={classes.bar}
      onKeyDown={(event) => event.key !== 'Escape' && event.key !== 'F6' && event.stopPropagation()}
    >
      <span className={classes.name}>{name}</span>
      <ActionIcon
        size={26}
        aria-label="Item before"
        disabled={before === undefined}
        onClick={() => go(before)}
      >
        <IconChevronLeft size={16} />
      </ActionIcon>
      <span className={classes.place} aria-live="polite">
        {path === undefined
          ? `All ${count.toLocaleString('en')} items`
          : `Item ${(Number(path) + 1).toLocaleString('en')} of ${count.toLocaleString('en')}`}
      </span>
      <ActionIcon size={26} aria-label="Item after" disabled={after === undefined} onClick={() => go(after)}>
        <IconChevronRight size={16} />
      </ActionIcon>
      {nextFailed !== undefined && String(nextFailed) !== path && (
        <Button variant="subtle" color="red" size="compact-xs" onClick={() => go(nextFailed)}>
          {path === undefined ? 'First failed' : 'Next failed'}
        </Button>
      )}
      {path !== undefined && (
        <Button variant="subtle" size="compact-xs" onClick={() => onItem(undefined)}>
          All items
        </Button>
      )}
    </div>
  );
}

/** The numbers of the items that came to a step of the body, and of those that failed there, from 0. */
function itemsSeen(items: RunOverlay['items'], body: ReadonlySet<string>) {
  const indexes = new Set<number>();
  const failed = new Set<number>();
  for (const nodeId of body)
    for (const [path, { status, port }] of items.get(nodeId)?.byPath ?? []) {
      indexes.add(Number(path));
      if (status === 'failed' && port === null) failed.add(Number(path));
    }
  const inOrder = (found: Set<number>) => [...found].sort((left, right) => left - right);
  return { indexes: inOrder(indexes), failed: inOrder(failed) };
}
