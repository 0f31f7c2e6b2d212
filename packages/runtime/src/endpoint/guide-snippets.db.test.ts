import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { rotateSecretInput, testEndpointInput } from '@sista/shared/endpoint/endpoint-api.schema';
import { toId } from '@sista/shared/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Received } from '../delivery/delivery-world.testing.ts';
import { signRequest } from '../delivery/sign-request.ts';
import { openEndpointWorld } from './endpoint-world.testing.ts';

const root = resolve(import.meta.dirname, '../../../..');
const guide = await readFile(join(root, 'docs/guide/endpoints.md'), 'utf8');

/** The code below a heading of the guide. */
function snippet(heading: string): string {
  const code = guide.split(`### ${heading}\n`)[1]?.match(/```\w+\n([\s\S]*?)```/)?.[1];
  if (code === undefined) throw new Error(`the guide has no code under "${heading}"`);
  return code;
}

const node = {
  command: process.execPath,
  file: 'check.mjs',
  around: (code: string) => `${code}
import { readFileSync } from 'node:fs';
const { headers, secret } = JSON.parse(readFileSync('request.json', 'utf8'));
try { verify(readFileSync('body.json'), headers, secret); console.log('accepted'); } catch { console.log('refused'); }`,
};
/** How each is run: the request lies in two files, and it says "accepted" or "refused". */
const languages: Record<string, { command: string; file: string; around: (code: string) => string }> = {
  'Node.js with stripe': node,
  'Node.js with standardwebhooks': node,
  'Node.js with svix': node,
  Python: {
    command: 'python3',
    file: 'check.py',
    around: (code) => `${code}
import json
request = json.load(open("request.json"))
print("accepted" if verify(open("body.json", "rb").read(), request["headers"], request["secret"]) else "refused")`,
  },
  PHP: {
    command: 'php',
    file: 'check.php',
    around: (code) => `<?php
${code}
$request = json_decode(file_get_contents('request.json'), true);
echo verify(file_get_contents('body.json'), $request['headers'], $request['secret']) ? 'accepted' : 'refused';`,
  },
  'Shell with openssl': { command: 'sh', file: 'check.sh', around: (code) => code },
};

const isHere = (command: string) => spawnSync(command, ['--version']).error === undefined;
const present = Object.entries(languages).filter(
  ([name, { command }]) => isHere(command) && (name !== 'Shell with openssl' || isHere('openssl')),
);

type Request = { received: Received; secret: string };

let genuine: { received: Received; secret: string; previous: string };
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sista-guide-'));
  await symlink(join(root, 'packages/runtime/node_modules'), join(folder, 'node_modules'));
  await using world = await openEndpointWorld();
  const { id, secret: previous } = await world.customer({ description: 'Zoë' });
  const endpoint = toId('endpoint', id);
  const asking = { workspaceId: world.workspaceId, by: null };
  const { secret } = await world.verbs.rotateSecret(asking, rotateSecretInput.parse({ id: endpoint }));
  const test = testEndpointInput.parse({ id: endpoint, eventType: 'task.completed' });
  await world.verbs.test(world.workspaceId, test);
  genuine = { received: world.receiver.received[0] as Received, secret: secret ?? '', previous };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(name: string, { received, secret }: Request): Promise<string> {
  const { command, file, around } = languages[name] ?? node;
  const { headers, body } = received;
  await writeFile(join(folder, file), around(snippet(name)));
  await writeFile(join(folder, 'body.json'), body);
  await writeFile(join(folder, 'request.json'), JSON.stringify({ headers, secret }));
  const signature = String(headers['x-sista-signature']);
  const env = { PATH: process.env.PATH, signature, secret };
  const { stdout, stderr } = spawnSync(command, [file], { cwd: folder, env, encoding: 'utf8' });
  return stdout.trim() || stderr;
}

const names = present.map(([name]) => name);

it(`the guide is tried here with ${names.join(', ')}`, () => {
  const ofNode = Object.keys(languages).filter((name) => name.startsWith('Node'));
  expect(names).toEqual(expect.arrayContaining(ofNode));
});

describe.each(names)('%s', (name) => {
  it('as the guide shows it accepts a request with either secret of a rotation', async () => {
    expect(await run(name, { received: genuine.received, secret: genuine.secret })).toBe('accepted');
    expect(await run(name, { received: genuine.received, secret: genuine.previous })).toBe('accepted');
  });

  it('refuses a changed body, another secret and an old time', async () => {
    const { received, secret } = genuine;
    const body = Buffer.from(received.body.toString('utf8').replace('task.completed', 'task.completes'));
    expect(await run(name, { received: { ...received, body }, secret })).toBe('refused');
    const other = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    expect(await run(name, { received, secret: other })).toBe('refused');
    const hourAgo = Number(received.headers['webhook-timestamp']) - 3_600;
    const signed = signRequest(String(received.headers['webhook-id']), hourAgo, received.body, [secret]);
    const headers = {
      ...received.headers,
      'webhook-timestamp': String(hourAgo),
      'webhook-signature': signed['webhook-signature'],
      'x-sista-signature': signed['X-Sista-Signature'],
    };
    expect(await run(name, { received: { ...received, headers }, secret })).toBe('refused');
  });
});
