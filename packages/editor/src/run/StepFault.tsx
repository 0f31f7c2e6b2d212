import { Button } from '@mantine/core';
import { IconAlertTriangle } from '../ui/icons.ts';
import { PageLink } from '../ui/PageLink.tsx';
import classes from './StepFault.module.css';

export type FaultProps = {
  fault: { code: string; message: string; path: string | null };
  title: string;
  flowId: string;
  nodeId: string | undefined;
  /** Goes to the step, where the reader is not there yet. */
  onStep?: () => void;
};

/** An error in words, its code in small, and the way to the field that has to change. */
export function Fault({ fault, title, flowId, nodeId, onStep }: FaultProps) {
  const field = fault.path ?? undefined;
  return (
    <div className={classes.fault}>
      <IconAlertTriangle size={18} aria-hidden />
      <div>
        <h3>{title}</h3>
        <p>{fault.message}</p>
        <p className={classes.code}>{fault.code}</p>
        {nodeId !== undefined && (
          <div className={classes.ways}>
            <Button
              component={PageLink}
              to={`/flows/${flowId}`}
              search={{ step: nodeId, field }}
              variant="default"
              size="compact-sm"
            >
              {field ? 'Go to the field' : 'Open the step in the flow'}
            </Button>
            {onStep && (
              <Button variant="subtle" size="compact-sm" onClick={onStep}>
                Show the step
              </Button>
            )}
          </div>
        )}
      </div>
    </div>
  );
}
