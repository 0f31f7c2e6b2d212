import type { FastifyInstance } from 'fastify';

export type Readiness = {
  /** Null when all is well, else one sentence: what is missing. */
  problem(): Promise<string | null>;
  /** Sentences about what will be missing soon. */
  warnings?(): string[];
};

/** `/healthz`: this process lives. `/readyz`: it can do its work, so a balancer may send requests. */
export async function healthScope(app: FastifyInstance, { problem, warnings }: Readiness): Promise<void> {
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const found = await problem().catch((error: unknown) => `The database does not answer: ${String(error)}`);
    if (found === null) {
      const soon = warnings?.() ?? [];
      return { status: 'ready', ...(soon.length === 0 ? {} : { warnings: soon }) };
    }
    return reply
      .code(503)
      .header('retry-after', '2')
      .send({ error: { code: 'not_ready', message: found } });
  });
}
