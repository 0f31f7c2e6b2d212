import type { AnyNodeDefinition } from '@sista/shared/node/define-node';
import type { OpenCredential } from '@sista/shared/node/step-context';
import type { SourceDefinition } from '@sista/shared/source/define-source';
import type { AuthScheme } from '@sista/shared/source/scheme.schema';
import type { TriggerConfig } from '@sista/shared/source/trigger-config';

/** What a key leads to, ready to judge requests. Ids are UUIDs. */
export type IngressRoute = {
  ingressId: string;
  workspaceId: string;
  flowId: string;
  nodeId: string;
  /** Only `live` starts runs; the others park what comes. */
  state: 'live' | 'paused' | 'unpublished';
  /** The published version; null while there is none. */
  versionId: string | null;
  definition: AnyNodeDefinition;
  config: TriggerConfig;
  /** As stored, for the reader of shapes. */
  storedConfig: Readonly<Record<string, unknown>>;
  source: SourceDefinition;
  scheme: AuthScheme;
  secrets: readonly OpenCredential[];
};

/** A request as it was received and read. Header names are in lower case. */
export type IncomingRequest = {
  /** The UUID that the capture will have, and the run that it may start. */
  captureId: string;
  method: string;
  /** The path and query as received. */
  target: string;
  headers: Record<string, string>;
  remote: string;
  receivedAtMs: number;
  /** As received, for the signature. */
  rawBody: Uint8Array;
  /** Unpacked. */
  body: Uint8Array;
};
