import { z } from 'zod';
import { type AnyEventDefinition, dataSchema, summaryOf } from './define-event.ts';
import { eventEnvelope } from './event.schema.ts';
import { eventCatalogue } from './event-catalogue.ts';

/** One row of `GET /event-types`. `schema` is JSON Schema 2020-12 of the whole body. */
export type EventTypeCard = {
  type: string;
  title: string;
  description: string;
  schemaVersion: string;
  schema: Record<string, unknown>;
  example: Record<string, unknown>;
};

const anyObject = z.record(z.string(), z.unknown());
const custom = {
  type: 'custom.*',
  title: 'Custom event',
  description: 'Raised by a flow or through POST /events. The name and the members of `data` are yours.',
};

/** All registered types and `custom.*`, in the order of the catalogue. */
export function listEventTypes(): EventTypeCard[] {
  const known = Object.values<AnyEventDefinition>(eventCatalogue).map((definition) => {
    const page = 'https://flows.example/';
    const data = { summary: summaryOf(definition, definition.example), ...definition.example, url: page };
    const { type, title, when: description } = definition;
    return card({ type, title, description }, dataSchema(definition), data);
  });
  return [...known, card(custom, anyObject, { orderId: '1042', shipped: true }, 'custom.order_shipped')];
}

function card(
  about: { type: string; title: string; description: string },
  data: z.ZodType,
  exampleData: Record<string, unknown>,
  exampleType = about.type,
): EventTypeCard {
  const type =
    about.type === custom.type ? z.string().regex(/^custom(\.[a-z0-9_]+)+$/) : z.literal(about.type);
  const body = eventEnvelope.extend({ type, schemaVersion: z.literal('1'), data });
  const schema = z.toJSONSchema(body, { target: 'draft-2020-12' }) as Record<string, unknown>;
  return { ...about, schemaVersion: '1', schema, example: envelopeExample(exampleType, exampleData) };
}

function envelopeExample(type: string, data: Record<string, unknown>): Record<string, unknown> {
  return {
    id: 'evt_01h455vb4pex5vsknk084sn02q',
    type,
    schemaVersion: '1',
    timestamp: '2026-11-23T09:00:00.000Z',
    workspaceId: 'ws_01h455vb4pex5vsknk084sn02q',
    endpointId: 'ep_01h455vb4pex5vsknk084sn02q',
    sequence: 1_234,
    subject: {},
    data,
  };
}
