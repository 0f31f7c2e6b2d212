import { createHash } from 'node:crypto';
import { type AnyEventDefinition, summaryOf } from '@sista/shared/event/define-event';
import { eventCatalogue, type FactFields, type FactType } from '@sista/shared/event/event-catalogue';
import { toId } from '@sista/shared/ids';

/** A value of `data` above this is left out of the body and named in `truncated`. In bytes of JSON. */
const largestMember = 64 * 1_024;
/** The body of a delivery is at most this. In bytes. */
export const largestBody = 256 * 1_024;

/** Something that became true with the caller's commit. Ids are UUIDs, `fields` are as they will be sent. */
export type Fact<Type extends FactType = FactType> = {
  [Each in Type]: FactPlace & { type: Each; fields: FactFields<Each> };
}[Type];

export type FactPlace = {
  workspaceId: string;
  /** The signed-in page that shows it, a path such as `/runs/run_…`. */
  page: string;
  flowId?: string;
  runId?: string;
  seq?: number;
  employeeIds?: readonly string[];
  teamIds?: readonly string[];
  /** The event that led to it, and how many runs started by events lie before it. */
  causeId?: string;
  depth?: number;
  /** Never told to this endpoint, since it is about it. */
  aboutEndpoint?: string;
};

/** Raised by a flow or the API; the members of `data` are the sender's own. */
export type CustomFact = Omit<FactPlace, 'page'> & {
  type: `custom.${string}`;
  data: Record<string, unknown>;
  /** Derived ids make a repeated write harmless; without one a new id is drawn. */
  id?: string;
  origin?: 'custom' | 'node' | 'tool' | 'test';
};

/** Throws when the fields do not fit the type's schema: what the schema does not name never leaves. */
export function renderFact(fact: Fact, publicUrl: string): string {
  const definition: AnyEventDefinition = eventCatalogue[fact.type];
  const checked = definition.fields.safeParse(fact.fields);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new Error(`${fact.type}: ${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { fields, truncated } = withoutLarge(definition, fact, publicUrl);
  const data = {
    summary: summaryOf(definition, fact.fields),
    ...fields,
    ...(truncated.length === 0 ? {} : { truncated }),
    url: new URL(fact.page, publicUrl).href,
  };
  // Verifiers decode the body as text: half a surrogate pair would come back as other bytes.
  return JSON.stringify(data).toWellFormed();
}

function withoutLarge(definition: AnyEventDefinition, fact: Fact, publicUrl: string) {
  const fields: Record<string, unknown> = { ...fact.fields };
  const truncated: unknown[] = [];
  for (const path of definition.large) {
    const text = JSON.stringify(fields[path]) ?? '';
    const bytes = Buffer.byteLength(text);
    if (bytes <= largestMember || fact.runId === undefined) continue;
    const sha256 = createHash('sha256').update(text).digest('hex');
    const url = new URL(`/api/v1/runs/${toId('run', fact.runId)}`, publicUrl).href;
    truncated.push({ path, bytes, sha256, fetch: { method: 'GET', url } });
    fields[path] = null;
  }
  return { fields, truncated };
}
