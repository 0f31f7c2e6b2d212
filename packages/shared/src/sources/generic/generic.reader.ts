import { evaluateExpression } from '../../expression/evaluate-expression.ts';
import type { ShapeName } from '../../shape/shape-catalogue.ts';
import { type ReaderCall, type SourceReader, UnreadableBody } from '../../source/define-source.ts';
import type { JsonRecord } from '../../source/read-json.ts';
import { type FieldFinder, finderOver, nestPaths, placesOf } from './field-finder.ts';
import { readBuild } from './read-build.ts';
import { readLead } from './read-lead.ts';
import { readOrder } from './read-order.ts';
import { readTicket } from './read-ticket.ts';

export const genericReader: SourceReader = {
  source: 'generic',
  normalise: {
    order: async (call) => {
      const { find } = await openBody(call, 'order');
      return readOrder(find, idOf(find, 'order'));
    },
    build: async (call) => {
      const { find } = await openBody(call, 'build');
      return readBuild(find, idOf(find, 'build'));
    },
    ticket: async (call) => {
      const { find } = await openBody(call, 'ticket');
      return readTicket(find, idOf(find, 'ticket'));
    },
    // Contact forms have no id; each post is a lead of its own.
    lead: async (call) => {
      const { find, place } = await openBody(call, 'lead');
      return readLead(
        find,
        find.text('id', 'leadId') ?? call.request.captureId,
        place,
        call.request.receivedAt,
      );
    },
  },
};

async function openBody(
  call: ReaderCall,
  shape: ShapeName,
): Promise<{ find: FieldFinder; place: JsonRecord }> {
  const mapped = await mapFields(call);
  const places = placesOf(call.request.body, shape, mapped);
  return { find: finderOver(places), place: places[1] ?? mapped };
}

function idOf(find: FieldFinder, shape: ShapeName): string {
  const id = find.text('id', `${shape}Id`);
  if (id !== null) return id;
  throw new UnreadableBody(
    `The body has no id for the ${shape}. Send one as "id", or say in the trigger under Fields where it stands, such as body.ref.`,
  );
}

/** Evaluates the trigger's own expressions, one a field. */
async function mapFields({ request, config }: ReaderCall): Promise<JsonRecord> {
  const values = new Map<string, unknown>();
  const { body, headers, query, method } = request;
  const options = { nowMs: request.receivedAt, seed: request.captureId, timeoutMs: 100 };
  for (const [path, expression] of Object.entries(config.map ?? {})) {
    if (expression.trim() === '') continue;
    try {
      values.set(path, await evaluateExpression(expression, { body, headers, query, method }, options));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new UnreadableBody(`The expression of the field ${path} failed: ${reason}`);
    }
  }
  return nestPaths(values);
}
