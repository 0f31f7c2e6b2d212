import type { FlowNode } from '@sista/shared/flow/flow.schema';
import type { RunAnswer, StepAnswer } from '../api/shapes.ts';
import { DoubtBox } from '../run/DoubtBox.tsx';
import { isInDoubt } from '../run/doubt.ts';
import { WaitBox } from '../run/WaitBox.tsx';
import { isSandbox, stateOf } from '../run-overlay/run-overlay.ts';
import { progressWords } from '../run-overlay/wait-words.ts';
import { durationWords } from '../ui/duration-words.ts';
import { dottedPath, JsonTree } from '../ui/JsonTree.tsx';
import { PageLink } from '../ui/PageLink.tsx';
import { Mark, StatusBadge } from '../ui/StatusBadge.tsx';
import classes from './Inspector.module.css';
import { exampleOutput } from './preview-scope.ts';

/** What the step gave in the last test; before a first test, an example of what it will give. */
export function OutputPane({
  node,
  step,
  run,
}: {
  node: FlowNode;
  step: StepAnswer | undefined;
  /** The run of the step, where a person may have to settle something in it. */
  run?: RunAnswer | undefined;
}) {
  if (!step)
    return (
      <>
        <p className={classes.hint}>
          <Mark>Example</Mark> This step has not run in a test yet. It will give something like this:
        </p>
        <JsonTree
          value={exampleOutput(node) ?? {}}
          label={`Example output of ${node.name}`}
          pathText={pathIn(node)}
        />
      </>
    );
  return (
    <>
      <StepFacts step={step} />
      {run && isInDoubt(step) && (
        <DoubtBox runId={run.id} step={step} item={step.path === '' ? undefined : Number(step.path) + 1} />
      )}
      {run && step.status === 'waiting' && !isInDoubt(step) && <WaitBox run={run} step={step} />}
      {step.error && step.status !== 'waiting' && (
        <div className={classes.issue}>
          <strong>{step.error.code}</strong>
          <p>{step.error.message}</p>
        </div>
      )}
      {step.effect === 'suppressed' && (
        <p className={classes.hint}>Held back in this test: this is what would have been sent.</p>
      )}
      {step.output !== undefined && step.output !== null && (
        <JsonTree value={step.output} label={`Output of ${node.name}`} pathText={pathIn(node)} />
      )}
      {step.logs.length > 0 && (
        <ul className={classes.hint}>
          {step.logs.map((line) => (
            <li key={`${line.at} ${line.text}`}>{line.text}</li>
          ))}
        </ul>
      )}
    </>
  );
}

export function StepFacts({ step }: { step: StepAnswer }) {
  return (
    <div className={classes.facts}>
      <StatusBadge status={stateOf(step)} />
      {isSandbox(step.meta) && <Mark tone="odd">Sandbox, no AI</Mark>}
      {step.durationMs !== null && <span>{durationWords(step.durationMs)}</span>}
      {step.path !== '' && <span>item {Number(step.path) + 1}</span>}
      {step.attempt > 1 && <span>attempt {step.attempt}</span>}
      {step.port && step.port !== 'out' && <span>left by {step.port}</span>}
      {step.loop && step.status !== 'waiting' && <span>{progressWords(step.loop)}</span>}
      {step.deliveryId && <PageLink to={`/webhooks/deliveries/${step.deliveryId}`}>Delivery</PageLink>}
    </div>
  );
}

const pathIn = (node: FlowNode) => (path: readonly (string | number)[]) =>
  dottedPath(['steps', node.id, 'output', ...path]);
