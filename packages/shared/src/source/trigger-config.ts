import { z } from 'zod';
import { field } from '../node/field.ts';
import { type AuthScheme, authModes, authScheme, hmacScheme } from './scheme.schema.ts';

const mebibyte = 1_048_576;
const ingressMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

const source = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'A source is named by its id, such as shopify, github or generic.')
  .default('generic');

/**
 * The fields that all triggers with an ingress URL share. A node type spreads them:
 * `config: z.object({ ...triggerFields })`.
 */
export const triggerFields = {
  source: field(source, {
    label: 'Who sends',
    control: 'source',
    help: 'The sender decides how requests are signed and how they are read.',
  }),
  credential: field(
    z
      .string()
      .regex(/^crd_[0-9a-z]{26}$/)
      .optional(),
    {
      label: 'Secret',
      control: 'credential',
      help: 'What the sender signs with. Without one, anybody who knows the URL can start this flow.',
      credentialTypes: ['signing-secret', 'bearer', 'basic', 'header'],
    },
  ),
  auth: field(z.union([z.enum(authModes), authScheme]).optional(), {
    label: 'How it proves itself',
    control: 'choice',
    help: 'Without a choice the type of the secret decides.',
    showWhen: { field: 'source', is: ['generic'] },
    options: [
      { value: 'none', label: 'Not at all', help: 'Anybody who knows the URL can start this flow.' },
      { value: 'bearer', label: 'Bearer token', help: 'Authorization: Bearer …' },
      { value: 'basic', label: 'User and password', help: 'Authorization: Basic …' },
      { value: 'header', label: 'A header', help: 'A secret value in a header of its own.' },
      { value: 'hmac', label: 'A signature', help: 'HMAC over the body, as described under Signature.' },
    ],
  }),
  scheme: field(hmacScheme.omit({ mode: true }).optional(), {
    label: 'Signature',
    control: 'json',
    help: 'Header, algorithm, encoding and signed message. Empty: X-Signature-256: sha256=<hex of the body>.',
    placeholder:
      '{ "header": "X-Acme-Signature", "algorithm": "sha256", "encoding": "hex", "message": "{body}" }',
    showWhen: { field: 'auth', is: ['hmac'] },
  }),
  events: field(z.array(z.string().min(1).max(100)).max(100).optional(), {
    label: 'Events that start it',
    control: 'events',
    help: 'Others are kept as filtered and start nothing. Empty: those that mean something new.',
  }),
  map: field(z.record(z.string().max(100), z.string().max(2_000)).optional(), {
    label: 'Fields',
    control: 'mapping',
    help: 'One expression a field, over the request: body.customer.email. Empty: fields are found by their names.',
    showWhen: { field: 'source', is: ['generic'] },
  }),
  methods: field(z.array(z.enum(ingressMethods)).min(1).default(['POST']), {
    label: 'Methods',
    control: 'choices',
    help: 'Requests with another method are answered with 405.',
    section: 'advanced',
  }),
  maxBytes: field(
    z
      .int()
      .min(1_024)
      .max(10 * mebibyte)
      .default(mebibyte),
    {
      label: 'Largest body, bytes',
      control: 'number',
      help: 'Larger requests are answered with 413. 1,048,576 is 1 MiB; at most 10 MiB.',
      section: 'advanced',
    },
  ),
  dedupe: field(z.string().min(1).max(500).default('auto'), {
    label: 'Recognise repeats by',
    control: 'expression',
    help: 'auto: the id that the sender gives. off: every request starts a run. Or an expression: {{ trigger.body.orderId }}.',
    placeholder: 'auto',
    bindable: true,
    section: 'advanced',
  }),
  dedupeHours: field(z.int().min(1).max(720).optional(), {
    label: 'Remember repeats for, hours',
    control: 'number',
    help: 'Empty: 168 (7 days) for ids.',
    section: 'advanced',
  }),
};

/** Which ends of a build start a run; a field of `trigger-build` only. */
export const buildConclusions = field(z.enum(['failure', 'success', 'any']).default('failure'), {
  label: 'Start when the build',
  control: 'choice',
  options: [
    { value: 'failure', label: 'failed' },
    { value: 'success', label: 'succeeded' },
    { value: 'any', label: 'ended, in any way' },
  ],
});

/** The config of any trigger with an ingress URL, as the ingress reads it. `on` means something for builds only. */
export const triggerConfig = z.object({ ...triggerFields, on: buildConclusions });
export type TriggerConfig = z.output<typeof triggerConfig>;

/** What a signature looks like where a generic trigger says `hmac` and no more. */
export const plainHmac = hmacScheme.parse({
  mode: 'hmac',
  header: ['X-Signature-256', 'X-Hub-Signature-256'],
  parse: { prefix: 'sha256=' },
});

/** The scheme that a generic trigger asks for, or undefined where the type of its credential decides. */
export function configuredScheme(config: Pick<TriggerConfig, 'auth' | 'scheme'>): AuthScheme | undefined {
  const { auth } = config;
  if (auth === undefined || typeof auth === 'object') return auth;
  if (auth !== 'hmac') return { mode: auth };
  return config.scheme ? { mode: 'hmac', ...config.scheme } : plainHmac;
}
