import type { HealthVerbs } from '@sista/runtime';
import { Refusal } from '@sista/shared/refusal';
import { rightsOf } from '@sista/shared/rights';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { Actor } from '../auth/actor.ts';
import { healthScope } from './health.route.ts';
import { createMetrics, type Metrics } from './metrics.ts';

export type MetricsOptions = {
  metrics: Metrics;
  /** Absent on `METRICS_PORT`, which only the operator's own network reaches. */
  actorOf?: (request: FastifyRequest) => Promise<Actor | null>;
};

/** `/metrics`. They tell of all workspaces, so on the public port an owner's or admin's API key is asked for. */
export async function metricsScope(
  app: FastifyInstance,
  { metrics, actorOf }: MetricsOptions,
): Promise<void> {
  app.get('/metrics', async (request, reply) => {
    if (actorOf) demandKey(await actorOf(request));
    return reply.header('content-type', metrics.contentType).send(await metrics.text());
  });
}

function demandKey(actor: Actor | null): void {
  if (actor?.kind !== 'key')
    throw new Refusal('signed_out', 'Send an API key as "Authorization: Bearer sk_…", or set METRICS_PORT.');
  if (!rightsOf[actor.role].has('workspace.write'))
    throw new Refusal('forbidden', "Metrics tell of the whole installation. Use an owner's or admin's key.", {
      right: 'workspace.write',
    });
}

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
