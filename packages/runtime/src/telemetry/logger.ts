import { pino } from 'pino';

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** What code may do with a logger; `log.info({ runId }, 'sentence')`. */
export type Logger = {
  trace: Write;
  debug: Write;
  info: Write;
  warn: Write;
  error: Write;
  child(bindings: Record<string, unknown>): Logger;
};
type Write = { (message: string): void; (fields: object, message?: string): void };

const secretNames = [
  'password',
  'secret',
  'token',
  'apiKey',
  'authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'sealed',
  'signingSecret',
];
const paths = secretNames.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]);

// Secrets that hide inside other text: our keys and signing secrets, bearer tokens, passwords in URLs.
const secretTexts: [RegExp, string][] = [
  [/\b(sk_|whsec_)[A-Za-z0-9+/=_-]{8,}/g, '$1[redacted]'],
  [/\b(Bearer|Basic) [A-Za-z0-9+/=._~-]{8,}/gi, '$1 [redacted]'],
  [/(:\/\/[^\s:/@"]*):[^\s@/"]+@/g, '$1:[redacted]@'],
];

/** A log line without secrets, whatever field or sentence they stand in. */
export function redactText(line: string): string {
  return secretTexts.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), line);
}

/**
 * JSON lines on standard error, so that standard output has the ready line alone. `write` is where they go
 * instead, for tests.
 */
export function createLogger(level: LogLevel = 'info', write?: (line: string) => void): Logger {
  const destination = write ? { write } : pino.destination({ fd: 2, sync: true });
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths, censor: '[redacted]' },
      hooks: { streamWrite: redactText },
    },
    destination,
  );
}

/** For places that must be given a logger and have nothing to say, such as tests. */
export const silentLogger: Logger = createLogger('silent');
