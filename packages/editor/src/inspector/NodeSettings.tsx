import { Button, NumberInput, Select, TextInput } from '@mantine/core';
import type { FlowNode } from '@sista/shared/flow/flow.schema';
import { effectClassOf } from '@sista/shared/node/define-node';
import { nodeDefinitions } from '@sista/shared/nodes';
import { useState } from 'react';
import type { NodeEdits } from './Inspector.tsx';
import classes from './NodeForm.module.css';
import { Fold } from './NodeForm.tsx';

type SettingsProps = { node: FlowNode; readOnly: boolean; edits: NodeEdits };

/** What every step has besides its own fields: what happens when it fails, how often it is tried, its address. */
export function NodeSettings({ node, readOnly, edits }: SettingsProps) {
  const definition = nodeDefinitions[node.type];
  const isTrigger = definition?.trigger !== undefined;
  return (
    <>
      {!isTrigger && (
        <Fold
          label="When it fails"
          startOpen={node.onError !== undefined || node.retry !== undefined || node.whenUnknown !== undefined}
        >
          <Failure node={node} readOnly={readOnly} edits={edits} />
          <NumberInput
            label="Time limit, seconds"
            description={`Of one attempt. Without a number: ${definition?.timeoutSeconds ?? 30} seconds.`}
            value={node.timeoutSeconds ?? ''}
            min={1}
            max={1800}
            readOnly={readOnly}
            onChange={(value) => edits.setOption('timeoutSeconds', value === '' ? undefined : Number(value))}
          />
          {asksWhenUnknown(node) && <WhenUnknown node={node} readOnly={readOnly} edits={edits} />}
        </Fold>
      )}
      <Fold label="Address">
        <Address node={node} readOnly={readOnly} edits={edits} />
      </Fold>
    </>
  );
}

// Only what may not be sent twice comes into doubt; elsewhere the same key makes a second time harmless.
function asksWhenUnknown(node: FlowNode): boolean {
  const definition = nodeDefinitions[node.type];
  if (!definition) return false;
  return node.whenUnknown !== undefined || effectClassOf(definition, node.config) === 'once';
}

const whenUnknown = [
  { value: 'ask', label: 'Ask a person', help: 'The run waits until somebody says what happened.' },
  { value: 'repeat', label: 'Send it again', help: 'Where it had arrived, the receiver has it twice.' },
  { value: 'fail', label: 'Fail', help: 'The step fails and is not sent again, though it may have arrived.' },
];

function WhenUnknown({ node, readOnly, edits }: SettingsProps) {
  const value = node.whenUnknown ?? 'ask';
  return (
    <Select
      label="When its answer is lost"
      description={`Sent, but nobody knows whether it arrived. ${whenUnknown.find((each) => each.value === value)?.help}`}
      data={whenUnknown.map(({ value, label }) => ({ value, label }))}
      value={value}
      allowDeselect={false}
      disabled={readOnly}
      onChange={(next) => edits.setOption('whenUnknown', next === 'ask' || next === null ? undefined : next)}
    />
  );
}

const reactions = [
  { value: 'stop', label: 'Stop the run' },
  { value: 'continue', label: 'Go on without its output' },
  { value: 'port', label: 'Go on by a way of its own: error' },
];

function Failure({ node, readOnly, edits }: SettingsProps) {
  const retry = node.retry;
  return (
    <>
      <Select
        label="After the last attempt"
        data={reactions}
        value={node.onError ?? 'stop'}
        allowDeselect={false}
        disabled={readOnly}
        onChange={(value) =>
          edits.setOption('onError', value === 'stop' || value === null ? undefined : value)
        }
      />
      <NumberInput
        label="Attempts"
        description="1 means that it is not tried again. Only failures that may pass are."
        value={retry?.attempts ?? 1}
        min={1}
        max={10}
        readOnly={readOnly}
        onChange={(value) => {
          const attempts = Number(value);
          edits.setOption(
            'retry',
            attempts > 1 ? { attempts, backoff: retry?.backoff ?? 'exponential' } : undefined,
          );
        }}
      />
      {retry && retry.attempts > 1 && (
        <Select
          label="Between attempts"
          data={[
            { value: 'exponential', label: 'Wait longer each time' },
            { value: 'fixed', label: 'Wait the same each time' },
          ]}
          value={retry.backoff}
          allowDeselect={false}
          disabled={readOnly}
          onChange={(backoff) => edits.setOption('retry', { ...retry, backoff: backoff ?? 'exponential' })}
        />
      )}
    </>
  );
}

/** The id by which expressions name the step. It is changed on purpose only, since it is written in other fields. */
function Address({ node, readOnly, edits }: SettingsProps) {
  const [id, setId] = useState(node.id);
  const [problem, setProblem] = useState<string>();
  return (
    <form
      className={classes.field}
      onSubmit={(event) => {
        event.preventDefault();
        setProblem(edits.changeAddress(id));
      }}
    >
      <TextInput
        label="Address"
        description={`Expressions write steps.${node.id}.output. A change rewrites all of them.`}
        value={id}
        readOnly={readOnly}
        error={problem}
        spellCheck={false}
        onChange={(event) => setId(event.currentTarget.value)}
      />
      {!readOnly && id !== node.id && (
        <Button type="submit" size="xs" variant="default">
          Change the address
        </Button>
      )}
    </form>
  );
}
