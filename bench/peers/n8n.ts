import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, startProgram, until } from '../processes.ts';
import { startDatabase } from '../systems.ts';
import { installPeer } from './install-peer.ts';
import type { System } from './system.ts';

const version = '2.41.1';
const run = promisify(execFile);

/** n8n on a PostgreSQL like ours; it answers at once and saves executions, which is its default. */
export const n8n: System = {
  name: 'n8n',
  version,
  async start(sinkUrl) {
    const installed = await installPeer('n8n', version);
    const database = await startDatabase();
    const folder = await mkdtemp(join(tmpdir(), 'sista-bench-n8n-'));
    const port = await freePort();
    const env = environment(folder, port, await freePort(), new URL(database.url));
    const bin = join(installed, 'bin', 'n8n');
    const workflow = join(folder, 'workflow.json');
    await writeFile(workflow, JSON.stringify([acceptFlow, wholeFlow(sinkUrl)]));
    // Its commands write the database; the server that starts afterwards finds a published workflow.
    for (const argv of [
      ['import:workflow', `--input=${workflow}`],
      ['publish:workflow', `--id=${acceptFlow.id}`],
      ['publish:workflow', `--id=${wholeFlow(sinkUrl).id}`],
    ])
      await run(process.execPath, [bin, ...argv], { env, maxBuffer: 64e6 });
    const program = await startProgram([bin, 'start'], env, /Editor is now accessible via/);
    const url = (path: string) => `http://127.0.0.1:${port}/webhook/${path}`;
    const urls = { accept: url('accept'), whole: url('order') };
    // The line comes before its webhooks are there.
    for (const one of Object.values(urls)) await until('the webhook of n8n', 60_000, () => answers(one), 250);
    return {
      urls,
      pid: program.pid,
      async stop() {
        await program.stop();
        await database.stop();
        await rm(folder, { recursive: true, force: true });
      },
    };
  },
};

const environment = (folder: string, port: number, brokerPort: number, database: URL) => ({
  PATH: process.env.PATH,
  HOME: folder,
  N8N_USER_FOLDER: folder,
  N8N_LISTEN_ADDRESS: '127.0.0.1',
  N8N_PORT: String(port),
  N8N_RUNNERS_BROKER_PORT: String(brokerPort),
  N8N_DIAGNOSTICS_ENABLED: 'false',
  N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
  N8N_TEMPLATES_ENABLED: 'false',
  N8N_PERSONALIZATION_ENABLED: 'false',
  DB_TYPE: 'postgresdb',
  DB_POSTGRESDB_HOST: database.hostname,
  DB_POSTGRESDB_PORT: database.port,
  DB_POSTGRESDB_USER: database.username,
  DB_POSTGRESDB_PASSWORD: decodeURIComponent(database.password),
  DB_POSTGRESDB_DATABASE: database.pathname.slice(1),
});

/** An order that is too small to be sent on. */
async function answers(url: string): Promise<true | undefined> {
  const body = JSON.stringify({ order: 'first', total: 0 });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body }).catch(() => undefined);
  return response?.ok ? true : undefined;
}

const node = (name: string, type: string, typeVersion: number, parameters: object, more: object = {}) => ({
  id: name,
  name,
  type: `n8n-nodes-base.${type}`,
  typeVersion,
  position: [0, 0],
  parameters,
  ...more,
});

const webhook = (path: string, n: number) =>
  node(
    'order',
    'webhook',
    2,
    { httpMethod: 'POST', path, responseMode: 'onReceived', options: {} },
    { webhookId: `00000000-0000-4000-8000-00000000000${n}` },
  );
const workflow = (id: string, nodes: readonly { name: string }[]) => ({
  id,
  name: id,
  active: false,
  settings: { executionOrder: 'v1' },
  nodes,
  connections: Object.fromEntries(
    nodes
      .slice(1)
      .map(({ name }, n) => [nodes[n]?.name, { main: [[{ node: name, type: 'main', index: 0 }]] }]),
  ),
});

const acceptFlow = workflow('sistaBenchAccept', [webhook('accept', 1), node('end', 'noOp', 1, {})]);

const wholeFlow = (sinkUrl: string) =>
  workflow('sistaBenchOrders', [
    webhook('order', 2),
    node('large', 'if', 2.2, {
      conditions: {
        options: { caseSensitive: true, typeValidation: 'strict', version: 2 },
        combinator: 'and',
        conditions: [
          {
            id: 'total',
            leftValue: '={{ $json.body.total }}',
            rightValue: 100,
            operator: { type: 'number', operation: 'gt' },
          },
        ],
      },
      options: {},
    }),
    node('tell', 'httpRequest', 4.2, {
      method: 'POST',
      url: sinkUrl,
      sendBody: true,
      specifyBody: 'json',
      jsonBody: '={{ JSON.stringify({ order: $json.body.order, total: $json.body.total }) }}',
      options: {},
    }),
  ]);
