import type { PayloadSample } from '../node/define-node.ts';
import type { ShapeName, ShapeOf } from '../shape/shape-catalogue.ts';
import type { AuthScheme } from './scheme.schema.ts';
import type { TriggerConfig } from './trigger-config.ts';

/** A request as readers and expressions see it: parsed, with header names in lower case. */
export type SourceRequest = {
  method: string;
  query: Readonly<Record<string, string>>;
  headers: Readonly<Record<string, string>>;
  body: unknown;
  /** When it arrived, ms since the epoch. */
  receivedAt: number;
  /** The outside id of the capture: `cap_…`. */
  captureId: string;
};

/** One type of event that a source sends. */
export type SourceEvent = {
  type: string;
  label: string;
  /** The shapes for which this type means something new, so that it starts a run without being chosen. */
  newFor: readonly ShapeName[];
};

/** A request that a provider sends to try the address; it is answered and starts nothing. */
export type Handshake = {
  name: string;
  /** Answered after the request was verified, when it carries this event type. */
  eventType: string;
  answer: Readonly<Record<string, unknown>>;
};

/** The texts of all `parts` together are the id. Where `startsWith` is set, others are no ids. */
export type IdRule = { parts: readonly string[]; startsWith?: string };

/** How repeats are recognised. */
export type DedupeRule = {
  /** Alternatives, best first. */
  id: readonly IdRule[];
  /**
   * The signature covers the id. Where it does not, whoever saw one request could send it again under a new id,
   * so equal bodies under one event type count as repeats too.
   */
  signed: boolean;
  /** Equal bodies are two requests all the same: where senders are not known, so may be meant. */
  bodies?: 'distinct';
};

/** A sample request, for tests and for test-fire: what the sender would send, without its signature. */
export type SourceSample = PayloadSample & {
  headers: Readonly<Record<string, string>>;
  shapes: readonly ShapeName[];
  size: 'usual' | 'large' | 'awkward';
};

/** A sender. Data that a browser may load; how it is read is its reader, beside it. */
export type SourceDefinition = {
  id: string;
  label: string;
  /** One sentence for the gallery. */
  summary: string;
  /** A name of Tabler's icon set, without `Icon`. */
  icon: string;
  shapes: readonly ShapeName[];
  events: readonly SourceEvent[];
  /** How its requests are signed; null where the trigger's `auth` says it. */
  scheme: AuthScheme | null;
  /** Types of credential that fit. */
  credentialTypes: readonly string[];
  /** Request parts that together, joined by dots, are the event type. */
  eventType: readonly string[];
  dedupe: DedupeRule;
  handshakes: readonly Handshake[];
  /** Bodies are always JSON: anything else is answered with 400. */
  json: boolean;
  /** The member of a form body that holds the JSON, for senders that may post forms. */
  formMember?: string;
  /** What a person does at the sender, a step a sentence. `{url}` stands for the ingress URL. */
  setup: readonly string[];
  samples: readonly SourceSample[];
};

type Defaulted = 'handshakes' | 'json' | 'credentialTypes';

/** Fills in what most sources share. */
export function defineSource(
  spec: Omit<SourceDefinition, Defaulted> & Partial<Pick<SourceDefinition, Defaulted>>,
): SourceDefinition {
  return { handshakes: [], json: true, credentialTypes: ['signing-secret'], ...spec };
}

export type ReaderCall = { request: SourceRequest; config: Pick<TriggerConfig, 'map'> };

/** A source's code: `normalise` per shape, without I/O. Throws `UnreadableBody` where a body is not what it should be. */
export type SourceReader = {
  source: string;
  normalise: { readonly [Name in ShapeName]?: (call: ReaderCall) => ShapeOf<Name> | Promise<ShapeOf<Name>> };
};

/** The body is authentic and cannot be read as what the trigger expects. The message says what was looked for. */
export class UnreadableBody extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnreadableBody';
  }
}
