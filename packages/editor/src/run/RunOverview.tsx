import { Tabs } from '@mantine/core';
import { useRef, useState } from 'react';
import type { RunAnswer } from '../api/shapes.ts';
import { JsonTree } from '../ui/JsonTree.tsx';
import { RunNews } from './RunNews.tsx';
import classes from './StepPanel.module.css';

/** What stands beside the flow while no step is chosen: what came in, what went out, what went wrong. */
export function RunOverview({
  run,
  notReached,
  onStep,
}: {
  run: RunAnswer;
  /** The name of a chosen step that the run did not reach. */
  notReached: string | undefined;
  onStep: (nodeId: string, path: string) => void;
}) {
  const [tab, setTab] = useState<string | null>('input');
  const head = useRef<HTMLHeadingElement>(null);
  return (
    <div className={classes.panel}>
      <header className={classes.head}>
        <h2 ref={head} tabIndex={-1}>
          {notReached ?? 'The whole run'}
        </h2>
      </header>
      {notReached !== undefined && (
        <p className={classes.note}>
          This run has not come to {notReached}. It stands on a way that was not taken.
        </p>
      )}
      <RunNews run={run} onStep={onStep} onSettled={() => head.current?.focus()} />
      <Tabs value={tab} onChange={setTab} keepMounted={false} className={classes.tabs ?? ''}>
        <Tabs.List>
          <Tabs.Tab value="input">Input</Tabs.Tab>
          <Tabs.Tab value="output">Output</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="input" className={classes.content ?? ''}>
          <DataPane value={run.input} label="Input of the run" none="The run began without input." />
        </Tabs.Panel>
        <Tabs.Panel value="output" className={classes.content ?? ''}>
          <DataPane
            value={run.output}
            label="Output of the run"
            none="There is no output yet, or its last step gives none."
          />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}

/** Data of a run as a tree, or a sentence where there is none. */
export function DataPane({ value, label, none }: { value: unknown; label: string; none: string }) {
  if (value === undefined || value === null) return <p className={classes.none}>{none}</p>;
  return <JsonTree value={value} label={label} />;
}
