import type { z } from 'zod';
import type { AnyNodeDefinition } from '../node/define-node.ts';
import { type ShapeName, shapes } from '../shape/shape-catalogue.ts';
import { sources } from '../sources.gen.ts';
import { requestIdOf } from './dedupe-texts.ts';
import type { SourceDefinition, SourceReader, SourceRequest } from './define-source.ts';
import { UnreadableBody } from './define-source.ts';
import { eventTypeOf } from './event-type.ts';
import { isSecretHeader, isSecretParameter, maskSecrets } from './secret-names.ts';
import { configuredScheme, type TriggerConfig, triggerConfig } from './trigger-config.ts';

/** What verification said, as expressions see it. */
export type TriggerAuth = { mode: string; verified: boolean; secret: string | null };

export type TriggerCall = {
  /** The node type of the trigger. */
  definition: AnyNodeDefinition;
  /** Its config as stored. */
  config: unknown;
  /** `readers` of `@sista/shared/readers`: handed in, since a browser has none. */
  readers: Readonly<Record<string, SourceReader>>;
  request: SourceRequest;
  auth?: TriggerAuth;
};

export type BuiltTrigger =
  | {
      ok: true;
      /** The object that expressions see as `trigger`, but for `raw` of the shape, see `linkRaw`. JSON. */
      trigger: Record<string, unknown>;
      title: string;
      externalId: string | null;
      eventType: string | null;
    }
  | { ok: false; code: 'normalise_failed' | 'unknown_source' | 'invalid_config'; message: string };

/** Makes `trigger` of a request, in the same way for the ingress, tests and replays. Never throws for bad data. */
export async function buildTrigger(call: TriggerCall): Promise<BuiltTrigger> {
  const config = readConfig(call.config);
  if (!config.success) return { ok: false, code: 'invalid_config', message: configMessage(config.error) };
  const source = sources[config.data.source];
  if (!source)
    return {
      ok: false,
      code: 'unknown_source',
      message: `There is no source ${config.data.source}. Choose another in the trigger.`,
    };
  const scheme = source.scheme ?? configuredScheme(config.data);
  const eventType = eventTypeOf(source, scheme, call.request);
  const shapeName = call.definition.trigger?.shape ?? null;
  const shape = shapeName ? await readShape(call, source, config.data, shapeName) : null;
  if (shape && !shape.ok) return shape;
  const externalId = shape?.value.id ?? requestIdOf(source, scheme, call.request);
  return {
    ok: true,
    trigger: {
      ...envelopeOf(call),
      source: { id: source.id, eventType, externalId },
      ...(shape && shapeName ? { [shapeName]: shape.value } : {}),
    },
    title: shape?.value.title ?? `${source.label} ${eventType ?? 'request'}`,
    externalId,
    eventType,
  };
}

type ReadConfig = ReturnType<typeof triggerConfig.safeParse>;
const readConfigs = new WeakMap<object, ReadConfig>();

/** An ingress hands in the same object for every request, until its flow is published anew. */
function readConfig(config: unknown): ReadConfig {
  if (typeof config !== 'object' || config === null) return triggerConfig.safeParse(config);
  const known = readConfigs.get(config);
  if (known) return known;
  const read = triggerConfig.safeParse(config);
  readConfigs.set(config, read);
  return read;
}

function envelopeOf({ definition, request, auth }: TriggerCall): Record<string, unknown> {
  return {
    kind: definition.trigger?.kind ?? 'webhook',
    captureId: request.captureId,
    receivedAt: new Date(request.receivedAt).toISOString(),
    method: request.method,
    query: maskSecrets(request.query, isSecretParameter),
    headers: maskSecrets(request.headers, isSecretHeader),
    body: request.body ?? null,
    auth: auth ?? { mode: 'none', verified: false, secret: null },
  };
}

type ReadShape =
  | { ok: true; value: Record<string, unknown> & { id: string; title: string } }
  | { ok: false; code: 'normalise_failed'; message: string };

async function readShape(
  call: TriggerCall,
  source: SourceDefinition,
  config: TriggerConfig,
  name: ShapeName,
): Promise<ReadShape> {
  const normalise = call.readers[source.id]?.normalise[name];
  if (!normalise)
    return unreadable(`${source.label} sends no ${name}s. Choose another source, or a webhook trigger.`);
  try {
    const shape: unknown = await normalise({ request: call.request, config });
    const checked = shapes[name].safeParse(shape);
    if (checked.success) return { ok: true, value: checked.data };
    return unreadable(`The ${name} does not fit: ${issueText(checked.error)}`);
  } catch (error) {
    if (error instanceof UnreadableBody) return unreadable(error.message);
    // A reader that stumbles over a body it did not expect must not lose an authentic request.
    return unreadable(
      `The body could not be read as ${name}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function unreadable(message: string): { ok: false; code: 'normalise_failed'; message: string } {
  return { ok: false, code: 'normalise_failed', message };
}

function configMessage(error: z.ZodError): string {
  return `The trigger's configuration does not fit: ${issueText(error)}`;
}

function issueText(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue ? `${issue.path.join('.') || 'the whole'}: ${issue.message}` : error.message;
}
