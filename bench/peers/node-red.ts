import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startProgram } from '../processes.ts';
import { installPeer } from './install-peer.ts';
import type { System } from './system.ts';

const version = '5.0.7';

/** Node-RED as it comes: everything in memory, nothing of a message is kept. */
export const nodeRed: System = {
  name: 'Node-RED',
  version,
  async start(sinkUrl) {
    const installed = await installPeer('node-red', version);
    const folder = await mkdtemp(join(tmpdir(), 'sista-bench-node-red-'));
    const port = await freePort();
    await writeFile(join(folder, 'flows.json'), JSON.stringify(flow(sinkUrl)));
    await writeFile(
      join(folder, 'settings.js'),
      `module.exports = ${JSON.stringify(settings(folder, port))}`,
    );
    const program = await startProgram(
      [join(installed, 'red.js'), '--settings', join(folder, 'settings.js'), '--userDir', folder],
      { PATH: process.env.PATH, HOME: folder },
      /Started flows/,
    );
    return {
      urls: { accept: `http://127.0.0.1:${port}/accept`, whole: `http://127.0.0.1:${port}/order` },
      pid: program.pid,
      async stop() {
        await program.stop();
        await rm(folder, { recursive: true, force: true });
      },
    };
  },
};

const settings = (folder: string, port: number) => ({
  userDir: folder,
  flowFile: 'flows.json',
  uiHost: '127.0.0.1',
  uiPort: port,
  httpAdminRoot: false,
  telemetry: { enabled: false, updateNotification: false },
  logging: { console: { level: 'info' } },
});

const node = (id: string, type: string, wires: string[][], more: object) => ({
  id,
  type,
  z: 'tab',
  name: id,
  x: 0,
  y: 0,
  wires,
  ...more,
});

const flow = (sinkUrl: string) => [
  { id: 'tab', type: 'tab', label: 'Orders', disabled: false },
  node('accept', 'http in', [['answer']], { url: '/accept', method: 'post', upload: false }),
  node('order', 'http in', [['answer', 'large']], { url: '/order', method: 'post', upload: false }),
  node('answer', 'http response', [], { statusCode: '200', headers: {} }),
  node('large', 'switch', [['body']], {
    property: 'payload.total',
    propertyType: 'msg',
    rules: [{ t: 'gt', v: '100', vt: 'num' }],
    checkall: 'true',
    outputs: 1,
  }),
  node('body', 'function', [['tell']], {
    func: `return { payload: { order: msg.payload.order, total: msg.payload.total },
      headers: { 'content-type': 'application/json' } };`,
    outputs: 1,
    libs: [],
  }),
  node('tell', 'http request', [[]], {
    method: 'POST',
    ret: 'txt',
    url: sinkUrl,
    senderr: false,
    headers: [],
  }),
];
