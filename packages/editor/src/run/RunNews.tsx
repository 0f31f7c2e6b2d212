import { isEnded } from '@sista/shared/run/run-status';
import type { RunAnswer, StepAnswer } from '../api/shapes.ts';
import { useNow } from '../run-overlay/ticking.ts';
import { waitWords } from '../run-overlay/wait-words.ts';
import { DoubtBox } from './DoubtBox.tsx';
import { isInDoubt } from './doubt.ts';
import { ProgressBar } from './ProgressBar.tsx';
import { QuarantineBox } from './QuarantineBox.tsx';
import classes from './RunNews.module.css';
import { Fault } from './StepFault.tsx';
import { attemptsAllowed } from './step-attempts.ts';

const mostWaits = 6;

type NewsProps = {
  run: RunAnswer;
  onStep: (nodeId: string, path: string) => void;
  /** Where the focus goes when a question is answered. */
  onSettled: () => void;
};

/** What needs to be known of the run first: a question to a person, why it failed or was set aside, what it waits for. */
export function RunNews({ run, onStep, onSettled }: NewsProps) {
  if (run.status === 'quarantined') return <QuarantineBox run={run} onStep={onStep} />;
  if (run.error) return <RunFault run={run} error={run.error} onStep={onStep} />;
  if (isEnded(run.status)) return null;
  const waiting = run.stepList.filter(({ status }) => status === 'waiting');
  const [doubt] = waiting.filter(isInDoubt);
  // The items of a loop are told by its progress; there may be thousands.
  const loops = waiting.filter(({ loop }) => loop !== null);
  const others = waiting.filter((step) => step !== doubt && step.path === '' && step.loop === null);
  return (
    <>
      {doubt && (
        <DoubtBox key={doubt.seq} runId={run.id} step={doubt} item={itemOf(doubt)} onSettled={onSettled} />
      )}
      {loops.map((step) => (
        <LoopProgress key={step.seq} step={step} waiting={waiting} onStep={onStep} />
      ))}
      {others.length > 0 && <Waits run={run} steps={others} onStep={onStep} />}
    </>
  );
}

const itemOf = ({ path }: StepAnswer) => (path === '' ? undefined : Number(path) + 1);

function RunFault({
  run,
  error,
  onStep,
}: Pick<NewsProps, 'run' | 'onStep'> & { error: NonNullable<RunAnswer['error']> }) {
  const { nodeId, nodeName } = error;
  const step = run.stepList.findLast((each) => each.nodeId === nodeId && each.error !== null);
  return (
    <div className={classes.fault}>
      <Fault
        fault={error}
        title={nodeName ? `${nodeName} failed` : 'The run failed'}
        flowId={run.flowId}
        nodeId={nodeId ?? undefined}
        {...(nodeId ? { onStep: () => onStep(nodeId, step?.path ?? '') } : {})}
      />
    </div>
  );
}

/** How far a loop is, and how many of its items wait themselves. */
function LoopProgress({
  step,
  waiting,
  onStep,
}: {
  step: StepAnswer;
  waiting: readonly StepAnswer[];
  onStep: NewsProps['onStep'];
}) {
  const items = new Set(waiting.flatMap(({ path }) => (path === '' ? [] : [path]))).size;
  return (
    <div className={classes.loop}>
      <button type="button" onClick={() => onStep(step.nodeId, '')}>
        {step.nodeName}
      </button>
      {step.loop && <ProgressBar {...step.loop} />}
      {items > 0 && <span>{items === 1 ? '1 item waits' : `${items.toLocaleString('en')} items wait`}</span>}
    </div>
  );
}

function Waits({ run, steps, onStep }: Pick<NewsProps, 'run' | 'onStep'> & { steps: readonly StepAnswer[] }) {
  const now = useNow(true);
  const shown = steps.slice(0, mostWaits);
  return (
    <ul className={classes.waits} aria-label="What the run waits for">
      {shown.map((step) => {
        const words = waitWords({ ...step, mostAttempts: attemptsAllowed(run.document, step.nodeId) }, now);
        return (
          <li key={step.seq}>
            <button type="button" onClick={() => onStep(step.nodeId, step.path)}>
              {step.nodeName}
            </button>{' '}
            {words}
          </li>
        );
      })}
      {steps.length > shown.length && <li>and {steps.length - shown.length} more</li>}
    </ul>
  );
}
