import type { StepInput } from './define-executor.ts';
import type {
  DataAnswer,
  DataQuestion,
  EffectAbout,
  FetchRequest,
  OpenCredential,
  OutgoingWebhook,
  StepContext,
  TaskAnswer,
  TaskRequest,
} from './step-context.ts';
import type { StepResult } from './step-result.ts';

/** What an executor is run with; what is left out is usual and harmless. */
export type TestStep = {
  /** As stored: expressions are resolved in `scope`, then the schema checks, as in a run. */
  config?: unknown;
  /** What expressions see. `trigger` is also the executor's input. */
  scope?: Readonly<Record<string, unknown>>;
  previous?: StepInput['previous'];
  run?: Partial<StepContext['run']>;
  credentials?: Readonly<Record<string, OpenCredential>>;
  /** Effects are held back: sends go to the request inbox, other effects end the step with its sample output. */
  holdBack?: boolean;
  /** Requests to these origins go to others: `{ 'https://api.example.com': 'http://127.0.0.1:4711' }`. */
  origins?: Readonly<Record<string, string>>;
  /** What the employee answers. */
  task?: (request: TaskRequest) => TaskAnswer;
  /** What a data source answers. */
  query?: (question: DataQuestion) => DataAnswer;
  /** What ended the wait: the step is called again. */
  resumed?: StepContext['resumed'];
  signal?: AbortSignal;
  now?: number;
};

export type RecordedEffect = EffectAbout & { key: string };

/** Everything that a step did. */
export type StepRecord = {
  result: StepResult;
  effects: RecordedEffect[];
  requests: FetchRequest[];
  sent: OutgoingWebhook[];
  emitted: { type: string; data: Record<string, unknown> }[];
  tasks: TaskRequest[];
  queries: DataQuestion[];
  logs: { level: string; text: string }[];
};

/** Thrown by the recording context where the engine would end the step with the sample output. */
export class HeldBack extends Error {}
