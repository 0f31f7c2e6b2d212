import { ActionIcon, Checkbox } from '@mantine/core';
import { nodeDefinitions } from '@sista/shared/nodes';
import { useEffect, useId, useState } from 'react';
import type { StepAnswer } from '../api/shapes.ts';
import { ProgressBar } from '../run/ProgressBar.tsx';
import { stateOf } from '../run-overlay/run-overlay.ts';
import { progressWords, shortWaitWords } from '../run-overlay/wait-words.ts';
import { CatalogueIcon } from '../ui/catalogue-icons.tsx';
import { durationWords } from '../ui/duration-words.ts';
import { IconChevronDown, IconChevronLeft, IconChevronRight } from '../ui/icons.ts';
import { lookOf } from '../ui/StatusBadge.tsx';
import { itemPage, pageOfItem } from './item-page.ts';
import { stripOf } from './item-strip.ts';
import { itemWords, type LoopItem, tellingStep } from './loop-items.ts';
import { Bars, Strip } from './StepBars.tsx';
import { RowButton, RowState, StepRow } from './StepRow.tsx';
import classes from './Waterfall.module.css';
import { barOf } from './waterfall.ts';
import type { WaterfallView } from './waterfall-view.ts';

const openUpTo = 5;

export type LoopProps = {
  view: WaterfallView;
  loop: StepAnswer;
  items: readonly LoopItem[];
  /** The path of the item that is looked at, where it is one of this loop. */
  chosen: string | undefined;
};

/** A loop as one row: a strip for all its items, and on opening at most 50 of them at a time. */
export function LoopRows({ view, loop, items, chosen }: LoopProps) {
  const [open, setOpen] = useState(items.length <= openUpTo);
  const list = useId();
  useEffect(() => {
    if (chosen !== undefined) setOpen(true);
  }, [chosen]);
  const progress = loop.loop;
  return (
    <li>
      <div className={classes.loop}>
        <ActionIcon
          className={classes.opener ?? ''}
          size={24}
          aria-label={open ? `Close the items of ${loop.nodeName}` : `Open the items of ${loop.nodeName}`}
          aria-expanded={open}
          aria-controls={list}
          onClick={() => setOpen(!open)}
        >
          {open ? <IconChevronDown size={15} /> : <IconChevronRight size={15} />}
        </ActionIcon>
        <RowButton
          view={view}
          place={loop}
          name={
            <>
              <CatalogueIcon name={nodeDefinitions[loop.nodeType]?.icon ?? 'Repeat'} size={15} />
              <span className={classes.words}>{loop.nodeName}</span>
              <RowState status={stateOf(loop)} />
            </>
          }
          bars={<Strip slices={stripOf(items, view.now)} start={view.start} span={view.span} />}
          figures={progress ? progressWords(progress) : ''}
        />
      </div>
      <div id={list} hidden={!open}>
        {open && <Items view={view} loop={loop} items={items} chosen={chosen} />}
      </div>
    </li>
  );
}

function Items({ view, loop, items, chosen }: LoopProps) {
  const [failedOnly, setFailedOnly] = useState(false);
  const [wanted, setWanted] = useState(() => pageOfItem(items, false, chosen) ?? 0);
  const shown = itemPage(items, failedOnly, wanted);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another choice turns the page, not another reading
  useEffect(() => {
    const page = pageOfItem(items, failedOnly, chosen);
    if (page !== undefined) setWanted(page);
  }, [chosen]);
  const hasFailed = items.some(({ status }) => status === 'failed');
  return (
    <>
      <div className={classes.itemTools}>
        {loop.loop && <ProgressBar {...loop.loop} />}
        <Checkbox
          size="xs"
          label="Failed items only"
          checked={failedOnly}
          disabled={!hasFailed && !failedOnly}
          onChange={(event) => {
            setFailedOnly(event.currentTarget.checked);
            setWanted(0);
          }}
        />
        {shown.pages > 1 && <Pager shown={shown} onPage={setWanted} />}
      </div>
      <ol className={classes.items} aria-label={`Items of ${loop.nodeName}`}>
        {shown.items.map((item) => (
          <ItemRow key={item.path} view={view} loop={loop} item={item} open={item.path === chosen} />
        ))}
      </ol>
      {shown.total === 0 && <p className={classes.none}>No item has failed.</p>}
    </>
  );
}

type PagerProps = { shown: ReturnType<typeof itemPage>; onPage: (page: number) => void };

function Pager({ shown: { page, pages, from, to, total }, onPage }: PagerProps) {
  return (
    <span className={classes.pager}>
      <ActionIcon size={24} aria-label="Earlier items" disabled={page === 0} onClick={() => onPage(page - 1)}>
        <IconChevronLeft size={15} />
      </ActionIcon>
      <span aria-live="polite">
        {from.toLocaleString('en')} to {to.toLocaleString('en')} of {total.toLocaleString('en')}
      </span>
      <ActionIcon
        size={24}
        aria-label="Later items"
        disabled={page + 1 >= pages}
        onClick={() => onPage(page + 1)}
      >
        <IconChevronRight size={15} />
      </ActionIcon>
    </span>
  );
}

type ItemProps = { view: WaterfallView; loop: StepAnswer; item: LoopItem; open: boolean };

function ItemRow({ view, loop, item, open }: ItemProps) {
  const { run, document, span, now } = view;
  const telling = tellingStep(item);
  const words = itemWords(loop, item.index);
  return (
    <li>
      <RowButton
        view={view}
        place={{ nodeId: telling?.nodeId ?? loop.nodeId, path: item.path }}
        depth={1}
        isOpen={open}
        name={
          <>
            <span className={classes.words}>
              Item {(item.index + 1).toLocaleString('en')}
              {words !== undefined && <span className={classes.itemWords}>{words}</span>}
            </span>
            <RowState status={item.status} />
          </>
        }
        bars={
          <Bars
            segments={item.steps.flatMap((step) => barOf(run, document, step, now))}
            span={span}
            tone={lookOf(item.status).tone}
          />
        }
        figures={itemFigures(item, telling, now)}
      />
      {open && (
        <ol className={classes.items} aria-label={`Steps of item ${item.index + 1}`}>
          {item.steps.map((step) => (
            <li key={step.seq}>
              <StepRow view={view} step={step} depth={2} />
            </li>
          ))}
        </ol>
      )}
    </li>
  );
}

function itemFigures(item: LoopItem, telling: StepAnswer | undefined, now: number): string {
  if (item.error) return item.error.message;
  if (telling?.status === 'waiting') return shortWaitWords(telling, now);
  return item.startedAt === null ? '' : durationWords((item.endedAt ?? now) - item.startedAt);
}
