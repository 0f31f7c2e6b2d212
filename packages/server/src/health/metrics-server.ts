import type { HealthVerbs } from '@sista/runtime';
import fastify from 'fastify';
import { healthScope } from './health.route.ts';
import { metricsScope } from './metrics.route.ts';
import { createMetrics } from './metrics.ts';

export type MetricsServer = { port: number; stop(): Promise<void> };

/** Serves `/metrics`, `/healthz` and `/readyz` on `METRICS_PORT`, also in a process that serves nothing else. */
export async function startMetricsServer(
  health: HealthVerbs,
  { host, port }: { host: string; port: number },
): Promise<MetricsServer> {
  const app = fastify({ logger: false, forceCloseConnections: true });
  await app.register(healthScope, health);
  await app.register(metricsScope, { metrics: createMetrics(health) });
  await app.listen({ host, port });
  const address = app.server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    stop: () => app.close(),
  };
}
