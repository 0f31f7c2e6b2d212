import { ActionIcon, Button } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '../ui/icons.ts';
import { itemWords, type LoopItem, type RunRow } from '../waterfall/loop-items.ts';
import classes from './ItemStepper.module.css';

/** "Item 3 of 100", with the way to the item before, after, and the next one that failed. */
export function ItemStepper({
  loop,
  item,
  onItem,
}: {
  loop: RunRow;
  item: LoopItem;
  onItem: (item: LoopItem) => void;
}) {
  const items = loop.items ?? [];
  const at = items.indexOf(item);
  const before = items[at - 1];
  const after = items[at + 1];
  const failed = items.find(({ status }, place) => status === 'failed' && place > at);
  const count = loop.step.loop?.count ?? items.length;
  const words = itemWords(loop.step, item.index);
  return (
    <div className={classes.stepper}>
      <ActionIcon
        size={24}
        aria-label="Item before"
        disabled={!before}
        onClick={() => before && onItem(before)}
      >
        <IconChevronLeft size={15} />
      </ActionIcon>
      <span className={classes.words} aria-live="polite">
        <strong>
          Item {(item.index + 1).toLocaleString('en')} of {count.toLocaleString('en')}
        </strong>
        <span>
          <code>index {item.index}</code>
          {words === undefined ? '' : ` · ${words}`}
        </span>
      </span>
      <ActionIcon size={24} aria-label="Item after" disabled={!after} onClick={() => after && onItem(after)}>
        <IconChevronRight size={15} />
      </ActionIcon>
      {failed && (
        <Button variant="subtle" size="compact-xs" onClick={() => onItem(failed)}>
          Next failed
        </Button>
      )}
    </div>
  );
}
