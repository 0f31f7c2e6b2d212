import { createServer } from 'node:net';
import { startRuntime, systemClock } from '@sista/runtime';
import { createLogger, type Logger } from '@sista/runtime/db';
import { parseSettings, type Settings } from '@sista/shared/settings.schema';
import { startMetricsServer } from './health/metrics.route.ts';
import { type Installation, openInstallation } from './open-installation.ts';
import { addressOf, type RunningServer, startServer } from './start-server.ts';

/** How long steps and requests in flight may take to end after a signal. */
const graceMs = 9_000;

type Stop = () => Promise<void>;

// Before anything is started: a signal during the start waits for the part that starts, then stops in reverse.
const stops: Stop[] = [];
let stopping: Promise<void> | undefined;
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stopAll());

function stopAll(): Promise<void> {
  stopping ??= (async () => {
    // Whatever hangs, the process ends: what it had in flight is taken over from the database.
    setTimeout(() => process.exit(0), graceMs + 900).unref();
    await starting.catch(() => {});
    for (const stop of stops.reverse()) await stop().catch((error: unknown) => console.error(error));
    process.exit(0);
  })();
  return stopping;
}

/** Progress for whoever watches the terminal. Standard output has the ready line alone. */
const tell = (line: string) => process.stderr.write(`${line}\n`);

async function main(): Promise<void> {
  const settings = parseSettings(process.env);
  if (settings.role !== 'all' && settings.databaseUrl === null)
    throw new Error(
      `SISTA_ROLE is "${settings.role}", which works only beside others: set DATABASE_URL to the database that they share.`,
    );
  const log = createLogger(settings.logLevel);
  const port = settings.port === 0 ? await freePort(settings.host) : settings.port;
  const publicUrl = settings.publicUrl ?? addressOf(settings.host, port);
  const installation = await openInstallation({ settings, publicUrl, log, tell });
  stops.push(() => installation.close());
  if (stopping) return;
  const runtime = await start(settings, installation, port, log);
  stops.push(() => runtime.stop());
  if (settings.metricsPort !== null) {
    const metrics = await startMetricsServer(runtime.health, {
      host: settings.host,
      port: settings.metricsPort,
    });
    stops.push(() => metrics.stop());
  }
  if (stopping || settings.role === 'worker') return;
  const server = await startServer({ installation, runtime, settings, port, now: systemClock.now, log });
  stops.push(() => server.stop(graceMs));
  announce(server);
}

async function start(settings: Settings, installation: Installation, port: number, log: Logger) {
  const { database, sealKeys, publicUrl } = installation;
  return startRuntime({
    database,
    sealKeys,
    settings,
    publicUrl,
    listenPort: () => port,
    clock: systemClock,
    log,
  });
}

function announce({ address, signInLink }: RunningServer): void {
  console.log(`Sista Flow is ready at ${address}`);
  if (signInLink) console.log(`Sign in once with this link, within a day: ${signInLink}`);
}

function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, host, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** One sentence for the operator, where we know what happened. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE') {
    return `The port is in use (${error.message}). Stop the program that has it, or set PORT to another one.`;
  }
  return error.message;
}

const starting = main();
starting.catch(async (error: unknown) => {
  console.error(explain(error));
  if (process.env.LOG_LEVEL === 'debug' || process.env.LOG_LEVEL === 'trace') console.error(error);
  for (const stop of stops.reverse()) await stop().catch(() => {});
  process.exit(1);
});
