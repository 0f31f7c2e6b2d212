/** What the receiver answers to the request of one place: so many times 503, then `status` with `{ n }`. */
export type Behaviour = { refusals: number; status: number; n: number };

/** `early`: the answer is there before the step waits for it. */
export type Call = { kind: 'early' | 'answered' | 'expires'; n: number };

export type Place = { nodeId: string; path: string };

/** What the world outside does, by the step that asks for it. */
export type RunScript = { answerOf: (place: Place) => Behaviour; callOf: (place: Place) => Call };

export type ModelStep = Place & {
  status: 'succeeded' | 'failed';
  port: string | null;
  output: unknown;
  /** Of its error. */
  code: string | null;
  attempts: number;
  /** Of a step that ends the whole run as drawn. */
  ends?: 'succeeded' | 'failed';
  /** False where it is chance whether it ran to its end: something beside it ends the run, or its item. */
  isCertain: boolean;
};

export type ModelRun = {
  /** By `keyOf`. What is not in it must not run. */
  steps: Map<string, ModelStep>;
  ends: Set<'succeeded' | 'failed'>;
  /** The steps that end the run before all is done, by `keyOf`. */
  enders: string[];
  /** Items whose steps went well and whose result cannot be made, as `loop|index`. */
  badResults: Set<string>;
  /** How many items each loop has that came to begin them. */
  counts: Map<string, number>;
  output: unknown;
};

export const keyOf = ({ nodeId, path }: Place): string => `${nodeId}|${path}`;
