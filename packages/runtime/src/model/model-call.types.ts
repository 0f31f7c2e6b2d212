import type { LanguageModelV4FunctionTool, LanguageModelV4Message } from '@ai-sdk/provider';
import type { DataShape } from '@sista/shared/node/data-shape';

/** The message and tool forms of the SDK, which only this room imports. */
export type ModelMessage = LanguageModelV4Message;
export type ModelTool = LanguageModelV4FunctionTool;

/** One call of a model, as the task loop makes it: no retries, no loop, tools without executors. */
export type ModelRequest = {
  prompt: ModelMessage[];
  tools: readonly ModelTool[];
  /** Asks for JSON of this form as the answer's text, where the model can do that. */
  responseSchema: DataShape | null;
  maxOutputTokens: number;
  temperature: number | null;
};

export type ModelAnswer = {
  kind: 'answer';
  text: string;
  finish: 'stop' | 'length' | 'content-filter' | 'tool-calls' | 'error' | 'other';
  /** `args` is parsed JSON; where it was none, the text as it came. */
  calls: readonly { tool: string; args: unknown }[];
  tokensIn: number;
  tokensOut: number;
  /** The provider told no usage: characters / 4. */
  estimated: boolean;
};

/** See `employees.md` 5. `unknown` may have been worked on and charged; `released` certainly was not. */
export type LostCall = {
  kind: 'lost';
  outcome: 'unknown' | 'released';
  code: LostCode;
  /** For people, without secrets and without the prompt. */
  message: string;
  retryAfterMs: number | null;
};

export type LostCode =
  | 'busy'
  | 'unreachable'
  | 'timeout'
  | 'dropped'
  | 'bad_answer'
  | 'unauthorized'
  | 'too_long'
  | 'rejected'
  | 'process_died';

export type ModelOutcome = ModelAnswer | LostCall;

/** A model that is ready to be called once per turn. */
export type OpenModel = {
  /** `<provider>:<model>` */
  ref: string;
  sandbox: boolean;
  structured: boolean | null;
  /** The provider's row, null for the sandbox. */
  providerId: string | null;
  /** Rejects only when `signal` aborts. `timeoutMs` is absolute: from the call to the last byte. */
  call(request: ModelRequest, options: { timeoutMs: number; signal: AbortSignal }): Promise<ModelOutcome>;
};
