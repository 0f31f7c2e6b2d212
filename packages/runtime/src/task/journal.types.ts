import type { DataShape } from '@sista/shared/node/data-shape';
import type { ToolEffect, ToolPolicy, ToolResult } from '@sista/shared/tool/define-tool';
import type { ToolBody, ToolGrant } from '@sista/shared/tool/tool.schema';

/**
 * The journal of a task is the truth and is only appended to; its state is a fold over the rows. A *turn* is one model
 * answer, a *call* one tool call in it. A turn has one `request` per attempt, ended by a `response` or by a `lost`
 * row, in the order of `n`.
 */
export const journalKinds = {
  begin: 0,
  request: 1,
  response: 2,
  /** An attempt without an answer; its body says whether the provider may have done (and charged) the work. */
  lost: 3,
  claim: 4,
  result: 5,
  ask: 6,
  decision: 7,
  wait: 8,
  child: 9,
  note: 10,
  end: 11,
} as const;
export type JournalKind = keyof typeof journalKinds;

type Row<Kind extends JournalKind, Body> = {
  n: number;
  kind: Kind;
  turn: number | null;
  idx: number | null;
  attempt: number | null;
  tool: string | null;
  effect: ToolEffect | null;
  /** Hex. */
  argsHash: string | null;
  model: string | null;
  tokensIn: number | null;
  tokensOut: number | null;
  /** Milli-credits. */
  mc: number | null;
  ms: number | null;
  atMs: number;
  body: Body;
};

export type JournalRow =
  | Row<'begin', BeginBody>
  | Row<'request', RequestBody>
  | Row<'response', ResponseBody>
  | Row<'lost', LostBody>
  | Row<'claim', ClaimBody>
  | Row<'result', { result: ToolResult }>
  | Row<'end', EndBody>
  | Row<'ask' | 'decision' | 'wait' | 'child' | 'note', unknown>;

/** What the task was given. A crash, a retry and the prompt read it from here, never from the catalogue again. */
export type BeginBody = {
  prompt: 'prompt/1';
  employee: TaskEmployee;
  model: ModelFacts;
  /** As rendered: variables stand as references. */
  instructions: string;
  /** Values that the instructions refer to, by expression. */
  references: Readonly<Record<string, unknown>>;
  input: unknown;
  /** Closed. */
  output: DataShape;
  tools: readonly OfferedTool[];
  limits: TaskLimits;
  nonce: string;
  flags: readonly string[];
};

export type TaskEmployee = {
  id: string;
  name: string;
  role: string;
  title: string;
  version: number;
  instructions: string;
  persona: string;
  charter: string;
  autonomy: 'draft' | 'ask' | 'auto';
  teamId: string | null;
  teamName: string | null;
};

export type ModelFacts = {
  /** `<provider>:<model>` */
  ref: string;
  sandbox: boolean;
  /** Takes a response format; null was never checked. */
  structured: boolean | null;
  temperature: number | null;
  outputTokens: number;
  /** Of one call. */
  timeoutMs: number;
};

/** A tool as the model may call it. `parameters` is without pinned arguments. */
export type OfferedTool = {
  id: string;
  name: string;
  version: number;
  body: ToolBody;
  grant: ToolGrant;
  effect: ToolEffect;
  policy: ToolPolicy | null;
  parameters: DataShape;
  /** Argument to expression text. */
  pinned: Readonly<Record<string, string>>;
};

export type TaskLimits = {
  turns: number;
  calls: number;
  callsPerTool: number;
  callsPerTurn: number;
  sameCall: number;
  repairs: number;
  /** Attempts of one turn in one attempt of the step. */
  attempts: number;
  activeMs: number;
};

export type RequestBody = {
  purpose: 'work' | 'finalize' | 'repair';
  /** `<seq>.<attempt>` of the step: a new attempt of the step has new allowances. */
  step: string;
  maxOutputTokens: number;
  /** Tool results of earlier turns are shown as previews. */
  compact: boolean;
};

export type ResponseBody = {
  text: string;
  finish: 'stop' | 'length' | 'content-filter' | 'tool-calls' | 'error' | 'other';
  calls: readonly JournalCall[];
  /** The usage was not told and is an estimate. */
  estimated: boolean;
};

export type JournalCall = {
  idx: number;
  tool: string;
  /** As the model gave them. */
  args: unknown;
  verdict: CallVerdict;
  /** Where it was not allowed: which rule, and why in one sentence for the model. */
  code: string | null;
  reason: string | null;
  /** With pinned arguments; of a submitted result the checked value; null where it was not allowed. */
  merged: unknown;
  argsHash: string;
  effect: ToolEffect;
};

/**
 * `deny`: the gate's no. `invalid`: not a call that exists. `submit`: the result, through `submit_result`;
 * `invalid_submit`: a result that does not fit.
 */
export type CallVerdict = 'allow' | 'ask' | 'deny' | 'invalid' | 'submit' | 'invalid_submit';

export type LostBody = {
  /** `unknown`: the provider may have worked and charged; `released`: it certainly did not. */
  outcome: 'unknown' | 'released';
  code: string;
  message: string;
  retryAfterMs: number | null;
};

export type ClaimBody = { key: string; args: unknown };

export type EndBody =
  | { ok: true; output: unknown; step: string; flags: readonly string[] }
  | { ok: false; code: string; message: string; retry: boolean; retryAfterMs: number | null; step: string };
