/**
 * What accepting costs at the least: Fastify, one `insert` that commits, 202. The same Node.js, Fastify, driver and
 * PostgreSQL as the product, in a process of its own; it keeps the body and does nothing else.
 */
import { randomUUID } from 'node:crypto';
import { fastify } from 'fastify';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.BARE_DATABASE_URL, max: 20 });
await pool.query('create table if not exists bare_accept (id uuid primary key, at timestamptz, body json)');

const app = fastify();
app.post('/in/bare', async (request, reply) => {
  const id = randomUUID();
  await pool.query({
    name: 'accept',
    text: 'insert into bare_accept (id, at, body) values ($1, now(), $2)',
    values: [id, JSON.stringify(request.body)],
  });
  return reply.code(202).send({ id });
});
process.on('SIGTERM', async () => {
  await app.close();
  await pool.end();
  process.exit(0);
});
const address = await app.listen({ host: '127.0.0.1', port: 0 });
process.send?.({ url: `${address}/in/bare` });
