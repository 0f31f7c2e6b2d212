import { z } from 'zod';

/** The environment of the contract, read once at the start. A wrong value is one sentence, never a stack. */
const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/)
    .transform(Number)
    .refine((value) => value >= least && value <= most);

const cidrOrHost = /^[A-Za-z0-9.:[\]_-]+(\/\d{1,3})?$/;

const privateTargets = z.string().transform((text, context): boolean | string[] => {
  if (text === 'true') return true;
  if (text === 'false') return false;
  const entries = text.split(',').map((entry) => entry.trim());
  if (entries.every((entry) => cidrOrHost.test(entry))) return entries;
  context.addIssue('not a list');
  return z.NEVER;
});

const postgresUrl = z.string().regex(/^postgres(ql)?:\/\/\S+$/);
const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

type Variable = { schema: z.ZodType; allowed: string; secret?: boolean };

const variables = {
  PORT: { schema: wholeNumber(0, 65_535).default(4400), allowed: 'a port from 0 to 65535' },
  HOST: {
    schema: z.string().regex(/^\S+$/).default('127.0.0.1'),
    allowed: 'an address or host name to listen on',
  },
  PUBLIC_URL: {
    schema: z
      .url({ protocol: /^https?$/ })
      .transform((url) => url.replace(/\/+$/, ''))
      .refine((url) => new URL(url).pathname === '/')
      .optional(),
    allowed: 'an address such as https://flow.example.com, without a path',
  },
  SISTA_DATA_DIR: { schema: z.string().min(1).default('.sista'), allowed: 'a folder' },
  DATABASE_URL: {
    schema: postgresUrl.optional(),
    allowed: 'postgresql://user:password@host/database',
    secret: true,
  },
  DATABASE_READ_URL: {
    schema: postgresUrl.optional(),
    allowed: 'postgresql://user:password@host/database',
    secret: true,
  },
  SISTA_ROLE: {
    schema: z.enum(['all', 'server', 'worker']).default('all'),
    allowed: 'all, server or worker',
  },
  SISTA_ENCRYPTION_KEY: {
    schema: z
      .string()
      .refine((text) => text.split(',').every((key) => /^[A-Za-z0-9+/_-]{43}=?$/.test(key.trim())))
      .optional(),
    allowed: '32 bytes as base64, or several with commas between; make one with: openssl rand -base64 32',
    secret: true,
  },
  SISTA_BOOTSTRAP_API_KEY: {
    schema: z
      .string()
      .regex(/^sk_[A-Za-z0-9_-]{32,200}$/)
      .optional(),
    allowed: 'sk_ and at least 32 letters, digits, - or _',
    secret: true,
  },
  SISTA_ALLOW_PRIVATE_TARGETS: {
    schema: privateTargets.default(false),
    allowed: 'true, false, or CIDR blocks and hosts with commas between',
  },
  SISTA_WORKER_CONCURRENCY: { schema: wholeNumber(1, 4_096).default(64), allowed: 'a number from 1 to 4096' },
  SISTA_DELIVERY_CONCURRENCY: {
    schema: wholeNumber(1, 4_096).default(256),
    allowed: 'a number from 1 to 4096',
  },
  SISTA_RETENTION_DAYS: {
    schema: wholeNumber(2, 3_650).default(30),
    allowed: 'a number of days from 2 to 3650',
  },
  SISTA_TRUSTED_PROXIES: {
    schema: z
      .string()
      .transform((text) => text.split(',').map((entry) => entry.trim()))
      .refine((entries) => entries.every((entry) => /^[0-9a-fA-F.:]+(\/\d{1,3})?$/.test(entry)))
      .optional(),
    allowed: 'addresses or CIDR blocks with commas between',
  },
  LOG_LEVEL: { schema: z.enum(logLevels).default('info'), allowed: logLevels.join(', ') },
  METRICS_PORT: { schema: wholeNumber(0, 65_535).optional(), allowed: 'a port from 0 to 65535' },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    schema: z.url({ protocol: /^https?$/ }).optional(),
    allowed: 'an address such as http://127.0.0.1:4318',
  },
} as const satisfies Record<string, Variable>;

type Name = keyof typeof variables;
type Parsed = { [Key in Name]: z.output<(typeof variables)[Key]['schema']> };

export type Settings = {
  port: number;
  host: string;
  /** Without a trailing slash; null until it is known where the server listens. */
  publicUrl: string | null;
  dataDir: string;
  /** Null: the embedded PostgreSQL. */
  databaseUrl: string | null;
  databaseReadUrl: string | null;
  role: 'all' | 'server' | 'worker';
  /** Base64, newest first; null: the file in the data folder. */
  encryptionKey: string | null;
  bootstrapApiKey: string | null;
  /** `true`: all private addresses; else the CIDR blocks and hosts that may be reached. */
  allowPrivateTargets: boolean | readonly string[];
  workerConcurrency: number;
  deliveryConcurrency: number;
  retentionDays: number;
  trustedProxies: readonly string[];
  logLevel: (typeof logLevels)[number];
  metricsPort: number | null;
  otlpEndpoint: string | null;
};

/** A wrong variable: the sentence names it, what it was and what is allowed. Secret values are not repeated. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** The settings in an environment. An empty variable counts as none. Throws a `SettingsError`. */
export function parseSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const parsed = Object.fromEntries(
    Object.entries(variables).map(([name, variable]) => [
      name,
      readVariable(name, variable, environment[name]),
    ]),
  ) as Parsed;
  return {
    port: parsed.PORT,
    host: parsed.HOST,
    publicUrl: parsed.PUBLIC_URL ?? null,
    dataDir: parsed.SISTA_DATA_DIR,
    databaseUrl: parsed.DATABASE_URL ?? null,
    databaseReadUrl: parsed.DATABASE_READ_URL ?? parsed.DATABASE_URL ?? null,
    role: parsed.SISTA_ROLE,
    encryptionKey: parsed.SISTA_ENCRYPTION_KEY ?? null,
    bootstrapApiKey: parsed.SISTA_BOOTSTRAP_API_KEY ?? null,
    allowPrivateTargets: parsed.SISTA_ALLOW_PRIVATE_TARGETS,
    workerConcurrency: parsed.SISTA_WORKER_CONCURRENCY,
    deliveryConcurrency: parsed.SISTA_DELIVERY_CONCURRENCY,
    retentionDays: parsed.SISTA_RETENTION_DAYS,
    trustedProxies: parsed.SISTA_TRUSTED_PROXIES ?? [],
    logLevel: parsed.LOG_LEVEL,
    metricsPort: parsed.METRICS_PORT ?? null,
    otlpEndpoint: parsed.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
  };
}

function readVariable(name: string, variable: Variable, text: string | undefined): unknown {
  const given = text?.trim();
  const result = variable.schema.safeParse(given === '' ? undefined : given);
  if (result.success) return result.data;
  const shown = variable.secret ? 'has a value that cannot be used' : `is "${given}"`;
  throw new SettingsError(`${name} ${shown}. Allowed: ${variable.allowed}.`);
}
