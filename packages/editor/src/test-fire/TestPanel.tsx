import { ActionIcon, Button, SegmentedControl } from '@mantine/core';
import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { effectOf } from '@sista/shared/node/define-node';
import { nodeDefinitions } from '@sista/shared/nodes';
import { useState } from 'react';
import { useStore } from 'zustand';
import { readJson } from '../inspector/controls/JsonControl.tsx';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { CodeField } from '../ui/code/CodeField.tsx';
import { IconFlask, IconX } from '../ui/icons.ts';
import { SamplePicker } from './SamplePicker.tsx';
import classes from './TestPanel.module.css';
import { TestSteps } from './TestSteps.tsx';
import { chooseSample, type Effects, type TestFireStore } from './test-fire.ts';

export type TestPanelProps = {
  flowId: string;
  document: FlowDocument;
  test: TestFireStore;
  readOnly: boolean;
  onRun: () => void;
  onClose: () => void;
  onStep: (nodeId: string) => void;
  /** Opens the field that a failed step names. */
  onField: (nodeId: string, path: string) => void;
};

/** The test: what goes in, what may leave the house, and step by step what happened. */
export function TestPanel(props: TestPanelProps) {
  const { document, test, onClose, onRun } = props;
  const { starting, problem, overlay, effects } = useStore(test);
  const [asking, setAsking] = useState(false);
  const receivers = document.nodes.filter((node) => {
    const definition = nodeDefinitions[node.type];
    return definition !== undefined && effectOf(definition, node.config) === 'write';
  });
  const run = () => (effects === 'send' && receivers.length > 0 ? setAsking(true) : onRun());
  return (
    <section className={classes.panel} aria-label="Test" data-region="Test" tabIndex={-1}>
      <header className={classes.head}>
        <h2>Test the draft</h2>
        <EffectsSwitch test={test} />
        <Button size="xs" leftSection={<IconFlask size={15} />} loading={starting} onClick={run}>
          Run the test
        </Button>
        <ActionIcon aria-label="Close the test" onClick={onClose}>
          <IconX size={17} />
        </ActionIcon>
      </header>
      <div className={classes.columns}>
        <SampleColumn {...props} />
        <div className={classes.result}>
          {problem && (
            <p className={classes.problem} role="alert">
              {problem}
            </p>
          )}
          {overlay ? (
            <TestSteps overlay={overlay} document={document} onStep={props.onStep} onField={props.onField} />
          ) : (
            !problem && <Invitation effects={effects} />
          )}
        </div>
      </div>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          onRun();
        }}
        title="Send for real?"
        verb="Run and send for real"
      >
        These steps reach outside, with the data of the sample:
        <ul>
          {receivers.map((node) => (
            <li key={node.id}>
              <strong>{node.name}</strong>: {nodeDefinitions[node.type]?.summarise(node.config)}
            </li>
          ))}
        </ul>
      </ConfirmDialog>
    </section>
  );
}

function Invitation({ effects }: { effects: Effects }) {
  return (
    <div className={classes.invitation}>
      <strong>Every step will show what it got and what it gave.</strong>
      <p>
        {effects === 'hold'
          ? 'Nothing leaves the house: sends go to the request inbox of this workspace, mails and chat messages are shown and not sent.'
          : 'Sends, mails and chat messages really go out. You are asked before.'}
      </p>
    </div>
  );
}

function EffectsSwitch({ test }: { test: TestFireStore }) {
  const effects = useStore(test, (state) => state.effects);
  return (
    <SegmentedControl
      size="xs"
      aria-label="What may leave the house"
      data={[
        { value: 'hold', label: 'Hold back' },
        { value: 'send', label: 'Send for real' },
      ]}
      value={effects}
      onChange={(value) => test.setState({ effects: value as Effects })}
    />
  );
}

function SampleColumn({ flowId, document, test, readOnly }: TestPanelProps) {
  const { title, payloadText } = useStore(test);
  return (
    <div className={classes.sample}>
      <SamplePicker
        flowId={flowId}
        document={document}
        title={title}
        onChoose={(sample) => chooseSample(test, sample)}
      />
      <CodeField
        label="What the sender would send"
        value={payloadText}
        readOnly={readOnly}
        lines={8}
        error={readJson(payloadText).problem}
        onChange={(text) => {
          if (text !== payloadText)
            test.setState({
              payloadText: text,
              title: title.endsWith(', edited') ? title : `${title}, edited`,
            });
        }}
      />
    </div>
  );
}
