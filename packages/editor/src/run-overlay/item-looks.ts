import type { StepStatus } from '@sista/shared/run/run-status';
import type { StepLook } from './run-overlay.ts';

/** How the steps of one node inside a loop stand, over all items that came to it. */
export type Tally = {
  succeeded: number;
  failed: number;
  /** Still running or waiting. */
  open: number;
  /** Of the open ones: waiting for a person to say what happened. */
  inDoubt: number;
  /** The ways by which items left. */
  ports: ReadonlySet<string>;
};

/** The steps of one node inside a loop, by the path of their item (`'3'`), and counted. */
export type ItemLooks = { byPath: ReadonlyMap<string, StepLook>; tally: Tally };

export function itemLooks(byPath: ReadonlyMap<string, StepLook>): ItemLooks {
  const tally = { succeeded: 0, failed: 0, open: 0, inDoubt: 0, ports: new Set<string>() };
  for (const look of byPath.values()) {
    if (look.status === 'succeeded') tally.succeeded += 1;
    if (look.status === 'failed') tally.failed += 1;
    if (isOpen(look.status)) tally.open += 1;
    if (look.waitingFor === 'in_doubt') tally.inDoubt += 1;
    if (look.endedAt !== null) tally.ports.add(portTaken(look));
  }
  return { byPath, tally };
}

export const isOpen = (status: StepStatus) => status === 'running' || status === 'waiting';

/** The way by which a step that has ended was left. */
export const portTaken = ({ port, status }: Pick<StepLook, 'port' | 'status'>) =>
  port ?? (status === 'failed' ? 'error' : 'out');

/** One state for all items: what is still going on first, then what went wrong. */
export function statusOfTally({ failed, open, inDoubt, succeeded }: Tally): StepStatus | 'in_doubt' {
  if (inDoubt > 0) return 'in_doubt';
  if (open > 0) return 'running';
  if (failed > 0) return 'failed';
  return succeeded > 0 ? 'succeeded' : 'cancelled';
}
