import type { DataShape } from './data-shape.ts';

/** All that a step may touch. A node type that `needs` more gets the one port it names besides. */
export type StepContext = {
  run: {
    id: string;
    workspaceId: string;
    flowId: string;
    nodeId: string;
    path: string;
    attempt: number;
    mode: 'live' | 'test' | 'replay' | 'fork' | 'gate';
    /** The trigger's request was verified (signature, key, signed-in member). */
    authenticated: boolean;
  };
  /** What ended the wait, when the step was waiting: the executor is called again with it. */
  resumed: Resumed | undefined;
  /** The recorded start of the step, ms since the epoch; the same in a replay. */
  now: number;
  signal: AbortSignal;
  log: (level: 'info' | 'warn' | 'error', text: string) => void;
  /** Guarded: private addresses, redirects, size and time are watched. Throws StepFailed with a sentence. */
  fetch: (request: FetchRequest) => Promise<FetchAnswer>;
  /**
   * Does something outside, once. `send` gets the key that is stable over retry, crash and replay. A test that
   * holds effects back never calls it: the engine ends the step with the node's sample output.
   */
  effect: <T>(about: EffectAbout, send: (key: string) => Promise<T>) => Promise<T>;
  /** Opens a credential of one of the types. Throws StepFailed when it is missing or of another type. */
  credential: (id: string, types: readonly string[]) => Promise<OpenCredential>;
  /** Evaluates one template or expression text in the step's scope. Throws StepFailed with the place. */
  evaluate: (template: string) => Promise<unknown>;
};

export type Resumed =
  /** The time of an `until` has come. */
  | { kind: 'timer' }
  | { kind: 'delivery'; status: string; result: unknown }
  | { kind: 'callback'; answer: CallbackAnswer }
  /** A callback or a delivery did not come in time. */
  | { kind: 'expired' };

/** The request that answered a wait. `body` is parsed where it is JSON or a form, else text. */
export type CallbackAnswer = {
  method: string;
  query: Record<string, unknown>;
  headers: Record<string, string>;
  body: unknown;
  /** RFC 3339. */
  receivedAt: string;
  /** `cap_…`. */
  captureId: string;
};

export type EffectAbout = {
  name: string;
  /** Where it goes, for people and for the switch that holds effects back: a URL, `mailto:…`. */
  target: string;
  /** What would be sent, shown when it is held back. Without secrets. */
  preview: unknown;
};

export type FetchRequest = {
  url: string;
  method: string;
  headers?: Record<string, string>;
  body?: string;
  timeoutMs?: number;
  /** Bytes of the answer that are read; the rest is cut. */
  maxBytes?: number;
};

export type FetchAnswer = {
  status: number;
  headers: Record<string, string>;
  text: string;
  truncated: boolean;
};

export type OpenCredential =
  | { type: 'signing-secret'; secrets: readonly string[] }
  | { type: 'bearer'; token: string }
  | { type: 'basic'; username: string; password: string }
  | { type: 'header'; name: string; value: string }
  | { type: 'slack'; webhookUrl?: string; botToken?: string }
  | {
      type: 'smtp';
      host: string;
      port: number;
      secure: boolean;
      username?: string;
      password?: string;
      from: string;
    }
  | { type: 'model-provider'; apiKey: string };

/** `needs: ['event']`: facts and sends that become rows of the step's own commit. */
export type EventPort = {
  /** Tells one URL. Signed, retried for 24 h, recorded. The step does not wait for the answer. */
  send: (webhook: OutgoingWebhook) => Promise<StagedSend>;
  /** Raises a `custom.*` event for all subscribers. */
  emit: (type: string, data: Record<string, unknown>) => Promise<{ eventId: string }>;
};

export type OutgoingWebhook = {
  url: string;
  /** JSON text. These are the bytes that are signed and sent. */
  body: string;
  /** The type in `X-Sista-Event`. */
  eventType: string;
  /** Put `body` into the contract's envelope as `data`. */
  envelope: boolean;
  /** A credential id (`crd_…`): a signing secret signs, another kind sets its header. Null: the workspace's secret. */
  credential: string | null;
  /** `false` for receivers that know no signature, such as Slack. */
  signed: boolean;
  headers: Record<string, string>;
  timeoutSeconds: number;
  /** The step waits for what comes of it. */
  awaited?: boolean;
};

export type StagedSend = {
  eventId: string;
  deliveryId: string;
  status: 'pending';
  /** The send goes to the request inbox instead: a test that holds back, or a sandbox employee upstream. */
  redirected: boolean;
};

/** `needs: ['employee']` */
export type EmployeePort = {
  doTask: (request: TaskRequest) => Promise<TaskAnswer>;
};

export type TaskRequest = {
  /** `emp_…`. */
  employee: string;
  /** As written, with `{{ … }}`: variables are rendered as references, see `employees.md` 7. */
  instructions: string;
  /** What the employee gets as data. */
  input: unknown;
  output: DataShape | null;
  /** Names of the employee's tools to offer; null offers all. */
  tools: readonly string[] | null;
  maxTurns: number;
};

export type TaskAnswer =
  | { ok: true; output: unknown; meta: TaskMeta }
  | {
      ok: false;
      code: string;
      message: string;
      retry: boolean;
      retryAfterMs?: number;
      meta: TaskMeta | null;
    };

export type TaskMeta = {
  taskId: string;
  employee: { id: string; name: string; version: number };
  model: string;
  sandbox: boolean;
  usage: { inputTokens: number; outputTokens: number };
  credits: number;
  turns: number;
  toolCalls: number;
  activeMs: number;
  waitedMs: number;
  flags: readonly string[];
};

/** `needs: ['data']`: reads from the data sources of the workspace. */
export type DataPort = {
  /** Rejects with StepFailed: unknown source, refused or broken SQL, out of time. */
  query: (question: DataQuestion) => Promise<DataAnswer>;
};

export type DataQuestion = {
  /** A data source: its id (`dsr_…`) or its name. */
  source: string;
  sql: string;
  parameters: Readonly<Record<string, string | number | boolean | null>>;
  mostRows: number;
};

export type DataAnswer = {
  columns: readonly string[];
  rows: readonly Record<string, unknown>[];
  /** There were more rows. */
  truncated: boolean;
};

/** The ports by the name that a definition `needs`. `flow` belongs to a node type of a later release. */
export type StepPorts = { event: EventPort; employee: EmployeePort; data: DataPort };
