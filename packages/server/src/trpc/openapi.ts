import { refusals } from '@sista/shared/refusal';
import { generateOpenApiDocument } from 'trpc-to-openapi';
import { uploadOperation, uploadPath } from '../data-source/upload-operation.ts';
import { appRouter } from './app-router.ts';
import { restRoutes } from './rest.route.ts';

type Json = Record<string, unknown>;
type Operation = { responses: Record<string, Json>; parameters?: Json[] };

const descriptions: Record<number, string> = {
  400: 'The request cannot be read',
  401: 'No API key, or one that is not known',
  403: 'The role of the key lacks the right',
  404: 'There is no such thing in this workspace',
  409: 'It does not fit what is there',
  422: 'The input does not fit; details say where',
  429: 'Too many requests; see Retry-After',
  500: 'A mistake on our side; details.reference is in the log',
};

const errorSchema = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message'],
      properties: {
        code: { type: 'string', examples: [...new Set([...Object.keys(refusals), 'internal'])] },
        message: { type: 'string', description: 'What was wrong, where, and what to do next.' },
        details: {},
      },
    },
  },
};

/** The OpenAPI 3.1 description of REST version 1, from the procedures. */
export function buildOpenApi(publicUrl: string): Json {
  const document = generateOpenApiDocument(
    appRouter as unknown as Parameters<typeof generateOpenApiDocument>[0],
    {
      title: 'Sista Flow',
      description:
        'Send an API key as `Authorization: Bearer sk_…`; keys are made under Settings. Writes take an ' +
        '`Idempotency-Key`. Lists take `limit` and `after` and answer `{ data, next }`.',
      version: '1',
      openApiVersion: '3.1.0',
      baseUrl: `${publicUrl}/api/v1`,
    },
  ) as unknown as { paths: Record<string, Record<string, Operation>>; components: { schemas?: Json } };
  const upload = structuredClone(uploadOperation) as unknown as Operation;
  document.paths[uploadPath] = { put: upload };
  // As a GET, without Idempotency-Key: to send the same file again gives the same answer.
  finish(upload, 'GET', false);
  for (const { path, method, created } of restRoutes()) {
    const operation = document.paths[path]?.[method.toLowerCase()];
    if (operation) finish(operation, method, created);
  }
  const schemas = document.components.schemas ?? {};
  for (const name of Object.keys(schemas)) if (name.startsWith('error.')) delete schemas[name];
  document.components.schemas = { ...schemas, Error: errorSchema };
  return document as unknown as Json;
}

// The generator knows tRPC's errors and one good status; the contract has other errors, and 201 for what is new.
function finish(operation: Operation, method: string, created: boolean): void {
  const { 200: good = {} } = operation.responses;
  operation.responses = { [created ? 201 : 200]: { ...good, description: created ? 'Created' : 'Done' } };
  for (const [status, description] of Object.entries(descriptions)) {
    operation.responses[status] = {
      description,
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
    };
  }
  if (method === 'GET') return;
  operation.parameters = [
    ...(operation.parameters ?? []),
    {
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      schema: { type: 'string', maxLength: 255 },
      description: 'Kept for 24 h: the same key and request give the same answer.',
    },
  ];
}
