import type { LiveMessage } from '@sista/shared/live-message';
import type { Page } from '@sista/shared/page.schema';
import type { ListRunsQuery, RunDetail, RunSummary } from '@sista/shared/run/run.schema';
import type { Accepted, AcceptRequest, CaptureRow, DedupeKey } from './accept/accept.types.ts';
import type { RecordedCapture } from './capture/record-capture.ts';
import type { SettleStep } from './control/settle-step.ts';

/** The feed of what has been committed. Topics: `run:run_…`, `flow:flow_…`, `bin:bin_…`. */
export type LiveFeed = {
  /** Nobody listens most of the time; then a message need not be made. */
  hasListeners(): boolean;
  publish(topics: readonly string[], message: LiveMessage): void;
  /** Returns what unsubscribes. */
  subscribe(topics: readonly string[], receive: (message: LiveMessage) => void): () => void;
};

/** The verbs of runs. Deliveries, captures, bins and employees have theirs in their own rooms. Ids are UUIDs. */
export type RunVerbs = {
  /** Capture, dedupe keys, run and queue job in one commit. Refuses with `overloaded`. */
  accept(request: AcceptRequest): Promise<Accepted>;
  /** Keeps a request that starts nothing; a parked one brings its dedupe keys. Refuses with `overloaded`. */
  recordCapture(capture: CaptureRow, dedupe?: readonly DedupeKey[]): Promise<RecordedCapture>;
  cancelRun(workspaceId: string, runId: string, by: { id: string; name: string }): Promise<void>;
  /** Continues a failed run at its failed step. */
  retryRun(workspaceId: string, runId: string): Promise<void>;
  /** A person says what came of an effect whose answer was lost. */
  settleStep(settle: SettleStep): Promise<void>;
  listRuns(workspaceId: string, query: ListRunsQuery): Promise<Page<RunSummary>>;
  readRun(workspaceId: string, runId: string): Promise<RunDetail>;
};
