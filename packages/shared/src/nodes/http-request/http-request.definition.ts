import { z } from 'zod';
import {
  credentialRef,
  headerIssues,
  headerMap,
  plainText,
  shortUrl,
  webUrl,
} from '../../node/config-pieces.ts';
import { defineNode } from '../../node/define-node.ts';
import { field } from '../../node/field.ts';

export const httpMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'] as const;
export type HttpMethod = (typeof httpMethods)[number];
const reading: readonly unknown[] = ['GET', 'HEAD'];
const repeatable: readonly unknown[] = ['PUT', 'DELETE'];

const queryValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const queryMap = z.record(z.string().min(1).max(200), z.union([queryValue, z.array(queryValue)]));

/** Asks another system and gives its answer to the steps after it. */
export const httpRequest = defineNode({
  type: 'http-request',
  title: 'Call an API',
  summary: 'Calls a web address and gives its answer to the next steps.',
  category: 'data',
  icon: 'World',
  synonyms: ['http', 'rest', 'api', 'fetch', 'get', 'post', 'request', 'url', 'curl'],
  effect: ({ method }) => (reading.includes(method ?? 'GET') ? 'read' : 'write'),
  effectClass: ({ method, honoursKeys }) => {
    if (reading.includes(method ?? 'GET')) return 'safe';
    return repeatable.includes(method) || honoursKeys === true ? 'keyed' : 'once';
  },
  // The bound around the field of the same name, so that its largest value still has room.
  timeoutSeconds: 310,
  config: z.object({
    method: field(z.enum(httpMethods).default('GET'), { label: 'Method', control: 'choice' }),
    url: field(webUrl, {
      label: 'Address',
      control: 'url',
      placeholder: 'https://api.example.com/orders/{{ trigger.order.id }}',
      bindable: true,
    }),
    query: field(queryMap.default({}), {
      label: 'Query',
      control: 'mapping',
      help: 'Added to the address after ?. A list is repeated, null is left out.',
      bindable: true,
    }),
    body: field(z.enum(['none', 'json', 'text', 'form']).default('none'), {
      label: 'Body',
      control: 'choice',
      showWhen: { field: 'method', is: ['POST', 'PUT', 'PATCH', 'DELETE'] },
      options: [
        { value: 'none', label: 'None' },
        { value: 'json', label: 'JSON' },
        { value: 'text', label: 'Text' },
        { value: 'form', label: 'Form' },
      ],
    }),
    json: field(z.unknown().optional(), {
      label: 'JSON',
      control: 'json',
      bindable: true,
      showWhen: { field: 'body', is: ['json'] },
    }),
    text: field(plainText.nullish(), {
      label: 'Text',
      control: 'long-text',
      bindable: true,
      showWhen: { field: 'body', is: ['text'] },
    }),
    form: field(queryMap.nullish(), {
      label: 'Form fields',
      control: 'mapping',
      bindable: true,
      showWhen: { field: 'body', is: ['form'] },
    }),
    credential: field(credentialRef.optional(), {
      label: 'Sign in with',
      control: 'credential',
      help: 'A token, a user with password, or a header. Never put one into the address.',
      credentialTypes: ['bearer', 'basic', 'header'],
    }),
    headers: field(headerMap.default({}), {
      label: 'Headers',
      control: 'headers',
      bindable: true,
      section: 'advanced',
    }),
    honoursKeys: field(z.boolean().default(false), {
      label: 'The server honours Idempotency-Key',
      control: 'switch',
      help: 'Then a request whose outcome is unknown is sent again by itself. Otherwise a person is asked.',
      showWhen: { field: 'method', is: ['POST', 'PATCH'] },
      section: 'advanced',
    }),
    response: field(z.enum(['auto', 'json', 'text']).default('auto'), {
      label: 'Read the answer as',
      control: 'choice',
      section: 'advanced',
      options: [
        { value: 'auto', label: 'As it says' },
        { value: 'json', label: 'JSON' },
        { value: 'text', label: 'Text' },
      ],
    }),
    failOn: field(z.enum(['errors', 'never']).default('errors'), {
      label: 'Fail when',
      control: 'choice',
      section: 'advanced',
      options: [
        { value: 'errors', label: 'the status is not 2xx' },
        { value: 'never', label: 'never', help: 'The next steps look at the status themselves.' },
      ],
    }),
    timeoutSeconds: field(z.int().min(1).max(300).default(30), {
      label: 'Wait for the answer, seconds',
      control: 'number',
      section: 'advanced',
    }),
  }),
  initial: { method: 'GET', url: '', query: {}, body: 'none', headers: {} },
  summarise: ({ method, url }) =>
    `${httpMethods.find((known) => known === method) ?? 'GET'} ${shortUrl(url) || 'no address yet'}`,
  outputShape: () => ({
    type: 'object',
    properties: {
      status: { type: 'integer', description: 'Such as 200.' },
      headers: {
        type: 'object',
        description: 'Names in small letters.',
        additionalProperties: { type: 'string' },
      },
      body: { description: 'Parsed where it is JSON, else text; null where there is none.' },
      truncated: { type: 'boolean', description: 'True where the answer was longer than what is kept.' },
    },
    required: ['status', 'headers', 'body', 'truncated'],
    additionalProperties: false,
  }),
  sampleOutput: () => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: {},
    truncated: false,
  }),
  issues: ({ headers }) => headerIssues(headers, 'request'),
});
