import { ActionIcon, Tabs } from '@mantine/core';
import { nodeDefinitions } from '@sista/shared/nodes';
import { type ReactNode, useRef } from 'react';
import type { RunAnswer, StepAnswer } from '../api/shapes.ts';
import { durationOf, isSandbox, stateOf } from '../run-overlay/run-overlay.ts';
import { useNow } from '../run-overlay/ticking.ts';
import { CatalogueIcon } from '../ui/catalogue-icons.tsx';
import { durationWords } from '../ui/duration-words.ts';
import { IconX } from '../ui/icons.ts';
import { PageLink } from '../ui/PageLink.tsx';
import { lookOf, Mark, StatusBadge } from '../ui/StatusBadge.tsx';
import type { LoopItem, RunRow } from '../waterfall/loop-items.ts';
import { AttemptList, LogList } from './AttemptList.tsx';
import { DeliveryCard } from './DeliveryCard.tsx';
import { DoubtBox } from './DoubtBox.tsx';
import { isInDoubt } from './doubt.ts';
import { ItemStepper } from './ItemStepper.tsx';
import { ProgressBar } from './ProgressBar.tsx';
import { DataPane } from './RunOverview.tsx';
import { redirectionOf } from './redirection.ts';
import type { StepTab } from './run-selection.ts';
import { Fault } from './StepFault.tsx';
import classes from './StepPanel.module.css';
import { isTaskMeta, TaskFacts } from './TaskFacts.tsx';
import { WaitBox } from './WaitBox.tsx';

export type StepPanelProps = {
  run: RunAnswer;
  step: StepAnswer;
  /** Of a step inside a loop: where it stands there. */
  place: { loop: RunRow; item: LoopItem } | undefined;
  onItem: (item: LoopItem) => void;
  /** The chosen tab; without it the one that tells most. */
  tab: StepTab | undefined;
  onTab: (tab: StepTab) => void;
  onClose: () => void;
};

/** One step of the run: what it got, what it gave, its attempts, logs, error, employee and delivery. */
export function StepPanel(props: StepPanelProps) {
  const { run, step, place, onItem, tab, onTab, onClose } = props;
  const head = useRef<HTMLDivElement>(null);
  const tabs = tabsOf(run, step);
  const shown = tabs.find(({ value }) => value === (tab ?? usualTab(step))) ?? tabs[0];
  return (
    <div className={classes.panel}>
      <div ref={head} tabIndex={-1} className={classes.top}>
        <StepHead run={run} step={step} onClose={onClose} />
      </div>
      {place && <ItemStepper {...place} onItem={onItem} />}
      {isInDoubt(step) ? (
        <DoubtBox
          key={step.seq}
          runId={run.id}
          step={step}
          item={place && place.item.index + 1}
          onSettled={() => head.current?.focus()}
        />
      ) : (
        step.status === 'waiting' && <WaitBox run={run} step={step} />
      )}
      {step.loop && step.status !== 'waiting' && (
        <div className={classes.progress}>
          <ProgressBar {...step.loop} />
        </div>
      )}
      <Tabs
        value={shown?.value ?? 'input'}
        onChange={(value) => value && onTab(value as StepTab)}
        keepMounted={false}
        className={classes.tabs ?? ''}
      >
        <Tabs.List>
          {tabs.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {shown && (
          <Tabs.Panel value={shown.value} className={classes.content ?? ''}>
            {shown.content}
          </Tabs.Panel>
        )}
      </Tabs>
    </div>
  );
}

function usualTab(step: StepAnswer): StepTab {
  if (isFault(step)) return 'error';
  return step.endedAt ? 'output' : 'input';
}

// While a step waits, its error is what the wait is about, and stands there.
const isFault = ({ error, status }: StepAnswer) => error !== null && status !== 'waiting';

const skippedWords = 'It was skipped: the run took another way.';

type PanelTab = { value: StepTab; label: string; content: ReactNode };

function tabsOf(run: RunAnswer, step: StepAnswer): PanelTab[] {
  const name = step.nodeName;
  const tabs: (PanelTab | false)[] = [
    step.error !== null &&
      isFault(step) && {
        value: 'error',
        label: 'Error',
        content: (
          <Fault fault={step.error} title={`${name} failed`} flowId={run.flowId} nodeId={step.nodeId} />
        ),
      },
    {
      value: 'input',
      label: 'Input',
      content: <DataPane value={step.input} label={`Input of ${name}`} none={noInput(step)} />,
    },
    {
      value: 'output',
      label: 'Output',
      content: <DataPane value={step.output} label={`Output of ${name}`} none={noOutput(step)} />,
    },
    isTaskMeta(step.meta) && {
      value: 'employee',
      label: 'Employee',
      content: <TaskFacts meta={step.meta} />,
    },
    step.deliveryId !== null && {
      value: 'delivery',
      label: 'Delivery',
      content: <DeliveryCard id={step.deliveryId} redirection={redirectionOf(step)} />,
    },
    {
      value: 'attempts',
      label: step.attempt > 1 ? `Attempts ${step.attempt}` : 'Attempts',
      content: <AttemptList step={step} />,
    },
    {
      value: 'logs',
      label: step.logs.length > 0 ? `Logs ${step.logs.length}` : 'Logs',
      content: <LogList logs={step.logs} />,
    },
  ];
  return tabs.filter((each) => each !== false);
}

function noInput(step: StepAnswer): string {
  if (step.status === 'skipped') return skippedWords;
  return 'This step takes no input of its own.';
}

function noOutput(step: StepAnswer): string {
  if (step.status === 'skipped') return skippedWords;
  if (step.status === 'failed') return 'The step failed before it gave an output.';
  return step.endedAt ? 'This step gives no output.' : 'The step has not ended yet.';
}

function StepHead({ run, step, onClose }: Pick<StepPanelProps, 'run' | 'step' | 'onClose'>) {
  const now = useNow(step.endedAt === null);
  const definition = nodeDefinitions[step.nodeType];
  return (
    <header className={classes.head}>
      <CatalogueIcon name={definition?.icon ?? 'Circle'} size={18} />
      <div className={classes.names}>
        <h2>{step.nodeName}</h2>
        <p>
          {definition?.title ?? step.nodeType}
          {step.startedAt && ` · ${durationWords(step.durationMs ?? durationOf(step, now))}`}
          {step.port && step.port !== 'out' && ` · left by ${step.port}`}
          {' · '}
          <PageLink to={`/flows/${run.flowId}`} search={{ step: step.nodeId }}>
            Open in the flow
          </PageLink>
        </p>
        <div className={classes.marks}>
          <StatusBadge status={stateOf(step)} />
          {isSandbox(step.meta) && <Mark tone="odd">Sandbox, no AI</Mark>}
          {step.effect !== null && step.effect !== 'done' && !isInDoubt(step) && (
            <Mark
              tone={lookOf(step.effect).tone}
            >{`Effect: ${lookOf(step.effect).words.toLowerCase()}`}</Mark>
          )}
        </div>
      </div>
      <ActionIcon aria-label="Close the step" onClick={onClose}>
        <IconX size={16} />
      </ActionIcon>
    </header>
  );
}
