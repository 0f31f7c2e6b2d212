import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { fromId } from '@sista/shared/ids';
import type { OpenCredential } from '@sista/shared/node/step-context';
import { findIngressTrigger } from '@sista/shared/source/find-trigger';
import { schemeFor } from '@sista/shared/source/scheme-for';
import { type TriggerConfig, triggerConfig } from '@sista/shared/source/trigger-config';
import { sources } from '@sista/shared/sources';
import type { IngressRoute } from './ingress-route.types.ts';

/** A row of `ingress` with its flow, as `find-ingress` loads it. */
export type IngressRow = {
  ingress_id: string;
  workspace_id: string;
  flow_id: string;
  node_id: string;
  config_version: number;
  /** Found by the key before a rotation, which is valid until then. */
  previous: boolean;
  previous_until: Date | null;
  status: string;
  live_version_id: string | null;
  revision: number;
  document: FlowDocument;
  live_document: FlowDocument | null;
};

/** What a row says before its credential is opened. */
export type ReadIngress = Omit<IngressRoute, 'scheme' | 'secrets'> & {
  /** UUID; null where the trigger has none. */
  credentialId: string | null;
  /** The draft was read, so its revision counts too. */
  fromDraft: boolean;
};

/** Reads the trigger of the published version, else of the draft; undefined where the node is gone from both. */
export function readIngress(row: IngressRow): ReadIngress | undefined {
  const live = row.live_document ? findIngressTrigger(row.live_document, row.node_id) : undefined;
  const trigger = live ?? findIngressTrigger(row.document, row.node_id);
  if (!trigger) return undefined;
  const { config, source } = readConfig(trigger.config);
  return {
    ingressId: row.ingress_id,
    workspaceId: row.workspace_id,
    flowId: row.flow_id,
    nodeId: row.node_id,
    state: live ? (row.status === 'paused' ? 'paused' : 'live') : 'unpublished',
    versionId: live ? row.live_version_id : null,
    definition: trigger.definition,
    config,
    storedConfig: trigger.config,
    source,
    credentialId: credentialOf(config),
    fromDraft: !live,
  };
}

/** Adds how requests prove themselves. `credential`: undefined where none is chosen, null where it is gone. */
export function withCredential(
  read: ReadIngress,
  credential: OpenCredential | null | undefined,
): IngressRoute {
  const { credentialId: _credentialId, fromDraft: _fromDraft, ...route } = read;
  const type = credential === null ? null : credential?.type;
  return {
    ...route,
    scheme: schemeFor(read.source, read.config, type),
    secrets: credential ? [credential] : [],
  };
}

/** A draft may hold a config that does not fit yet: then it is read as far as possible, and its requests are parked. */
function readConfig(stored: Readonly<Record<string, unknown>>): Pick<IngressRoute, 'config' | 'source'> {
  const parsed = triggerConfig.safeParse(stored);
  const config = parsed.success ? parsed.data : triggerConfig.parse(fittingPart(stored));
  const source = sources[config.source] ?? sources.generic;
  if (!source) throw new Error('the source generic is not registered');
  return { config, source };
}

function fittingPart(stored: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const fields = triggerConfig.shape as Record<string, { safeParse(value: unknown): { success: boolean } }>;
  return Object.fromEntries(
    Object.entries(stored).filter(([name, value]) => fields[name]?.safeParse(value).success),
  );
}

// A credential whose id cannot be read is one that is gone: the trigger must not become open by it.
const nowhere = '00000000-0000-0000-0000-000000000000';

function credentialOf(config: TriggerConfig): string | null {
  return config.credential === undefined ? null : (fromId('credential', config.credential) ?? nowhere);
}
