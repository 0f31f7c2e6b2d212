import { Refusal } from '@sista/shared/refusal';
import { rightsOf } from '@sista/shared/rights';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Actor } from '../auth/actor.ts';
import type { Metrics } from './metrics.ts';

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
