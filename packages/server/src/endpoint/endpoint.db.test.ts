import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Caller, openTestServer, type TestServer } from '../testing/test-server.ts';
import { openReceiver } from './receiver.testing.ts';

let server: TestServer;
let editor: Caller;
let receiver: Awaited<ReturnType<typeof openReceiver>>;
beforeAll(async () => {
  server = await openTestServer();
  editor = await server.as('editor');
  receiver = await openReceiver();
});
afterAll(async () => {
  receiver.close();
  await server[Symbol.asyncDispose]();
});

const add = async (more: object = {}) =>
  (await editor.rest('POST', '/endpoints', { url: receiver.url, ...more })).body;
const routing = async () => {
  const row = await server.database.hot.query<{ routing: number }>(
    '',
    'select routing from engine.event_sequence where workspace_id = $1',
    [server.workspaceId],
  );
  return row[0]?.routing ?? 0;
};
describe('an endpoint', () => {
  it('is added with the usual settings, and shows its secret in that answer alone', async () => {
    const made = await editor.rest('POST', '/endpoints', { url: receiver.url });
    expect(made).toMatchObject({
      status: 201,
      body: {
        eventTypes: ['*'],
        filter: null,
        headers: {},
        rateLimit: null,
        timeoutSeconds: 15,
        maxConcurrency: 64,
        enabled: true,
        line: { circuit: 'closed', open: 0, failingSince: null, lastSuccessAt: null },
      },
    });
    const { secret, ...rest } = made.body;
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(rest.secrets).toMatchObject([{ signsUntil: null }]);
    const read = await editor.rest('GET', `/endpoints/${rest.id}`);
    expect(read.body).toEqual(rest);
    const listed = await editor.rest('GET', '/endpoints?limit=1');
    expect(listed.body.data).toEqual([rest]);
    expect(JSON.stringify([read, listed])).not.toContain(secret);
  });

  it('keeps what a PATCH does not name, and a PUT sets everything else as in a new one', async () => {
    const { id } = await add({ description: 'Shop', eventTypes: ['task.*'], timeoutSeconds: 5 });
    const patched = await editor.rest('PATCH', `/endpoints/${id}`, {
      rateLimit: { limit: 60, per: 'minute' },
    });
    expect(patched.body).toMatchObject({
      description: 'Shop',
      eventTypes: ['task.*'],
      timeoutSeconds: 5,
      rateLimit: { limit: 60, per: 'minute' },
    });
    const put = await editor.rest('PUT', `/endpoints/${id}`, {
      url: receiver.url,
      eventTypes: ['run.failed'],
    });
    expect(put.body).toMatchObject({
      description: '',
      eventTypes: ['run.failed'],
      timeoutSeconds: 15,
      rateLimit: null,
    });
    expect(put.body.secrets).toEqual(patched.body.secrets);
  });

  it('is found by its URL or description and by whether it is on', async () => {
    const { id } = await add({ description: 'Warehouse of the North', enabled: false });
    const ids = async (query: string) =>
      (await editor.rest('GET', `/endpoints?${query}`)).body.data.map((one: { id: string }) => one.id);
    expect(await ids('q=warehouse')).toEqual([id]);
    expect(await ids('status=paused')).toContain(id);
    expect(await ids('status=enabled')).not.toContain(id);
    const first = await editor.rest('GET', '/endpoints?limit=1');
    expect(await ids(`limit=1&after=${first.body.next}`)).not.toEqual([first.body.data[0].id]);
  });

  it('counts as another set of endpoints after every change, so that no event is routed by the old one', async () => {
    const numbers = [await routing()];
    const { id } = await add();
    numbers.push(await routing());
    for (const [method, path, body] of [
      ['PATCH', '', { eventTypes: ['run.*'] }],
      ['POST', '/pause', undefined],
      ['POST', '/enable', undefined],
      ['DELETE', '', undefined],
    ] as const) {
      expect((await editor.rest(method, `/endpoints/${id}${path}`, body)).status).toBe(200);
      numbers.push(await routing());
    }
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('is gone after a DELETE for everybody who asks', async () => {
    const { id } = await add();
    expect((await editor.rest('DELETE', `/endpoints/${id}`)).body).toEqual({ id });
    for (const [method, path] of [
      ['GET', ''],
      ['PATCH', ''],
      ['DELETE', ''],
      ['GET', '/health'],
      ['POST', '/pause'],
    ] as const)
      expect(
        (await editor.rest(method, `/endpoints/${id}${path}`, method === 'PATCH' ? {} : undefined)).status,
      ).toBe(404);
    const row = await server.prisma.endpoint.findFirst({ where: { deletedAt: { not: null } } });
    expect(row).not.toBeNull();
  });
});

describe('what cannot be an endpoint', () => {
  const refused = async (body: object) => {
    const answer = await editor.rest('POST', '/endpoints', { url: 'https://shop.example/hook', ...body });
    expect(answer.status).toBe(422);
    return answer.body.error.message as string;
  };

  it.each([
    ['http://169.254.169.254/latest', /link-local or cloud metadata/],
    ['ftp://shop.example/hook', /cannot be called/],
    ['https://ada:pw@shop.example/hook', /user name or password/],
    ['https://shop.example:25/hook', /Port 25/],
  ])('%s is refused as a target with a sentence', async (url, sentence) => {
    expect(await refused({ url })).toMatch(sentence);
  });

  it.each([
    [{ 'X-Sista-Event': 'x' }, /set by us/],
    [{ Host: 'x' }, /set by us/],
    [{ 'Bad Name': 'x' }, /not a header name/],
    [{ 'X-A': 'ü' }, /printable ASCII/],
    [{ 'X-A': '1', 'x-a': '2' }, /there twice/],
    [{ Authorization: { secret: true } }, /no stored value/],
    [Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`X-${n}`, '1'])), /At most 20/],
  ])('the headers %o are refused', async (headers, sentence) => {
    expect(await refused({ headers })).toMatch(sentence);
  });

  it.each([
    ['data.total >', /^filter: .*at character/],
    ['$number(type) > 3', /^filter: On the example of task.completed: /],
  ])('the filter %s is refused with its place', async (filter, sentence) => {
    expect(await refused({ filter, eventTypes: ['task.completed'] })).toMatch(sentence);
  });

  it('a pattern that is none and a flow that is not there are refused', async () => {
    expect(await refused({ eventTypes: ['Task.Done'] })).toMatch(/exact type/);
    const missing = await refused({ flowIds: ['flow_01h455vb4pex5vsknk084sn02q'] });
    expect(missing).toMatch(/no flow flow_01h455vb4pex5vsknk084sn02q/);
  });

  it.each([
    ['whsec_c2hvcnQ=', /holds 5 bytes; it needs at least 24/],
    [' whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=', /starts or ends with a space/],
    ['v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN', /a signature, not a secret/],
    ['whsec_***', /not base64/],
    ['sk_live_something', /whsec_ and the base64/],
  ])('the secret %s is refused without being repeated', async (secret, sentence) => {
    const message = await refused({ secret });
    expect(message).toMatch(sentence);
    expect(message).not.toContain(secret.trim().slice(6));
  });
});

describe('secret headers', () => {
  it('are sealed, told apart by a fingerprint, kept when they are given back, and never read', async () => {
    const headers = {
      'X-Shop': 'north',
      Authorization: 'Bearer hunter2',
      'X-Plain': { value: 'hush', secret: true },
    };
    const made = await add({ headers });
    expect(made.headers).toEqual({
      'X-Shop': 'north',
      Authorization: { secret: true, fingerprint: expect.stringMatching(/^[0-9a-f]{8}$/) },
      'X-Plain': { secret: true, fingerprint: expect.any(String) },
    });
    const given = { ...made.headers, 'X-Shop': 'south' };
    const changed = await editor.rest('PATCH', `/endpoints/${made.id}`, { headers: given });
    expect(changed.body.headers).toEqual(given);
    await editor.rest('POST', `/endpoints/${made.id}/test`, { eventType: 'run.failed' });
    const sent = receiver.received.at(-1)?.headers;
    expect(sent).toMatchObject({ authorization: 'Bearer hunter2', 'x-plain': 'hush', 'x-shop': 'south' });
    const stored = await server.database.hot.query('', 'select * from public.endpoint');
    expect(JSON.stringify([stored, changed.body])).not.toMatch(/hunter2|hush/);
  });
});

describe('a secret', () => {
  it('rotates with an overlap; a second rotation within it is refused unless it is forced', async () => {
    const { id, secret } = await add({ secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=' });
    expect(secret).toBe('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=');
    const rotated = await editor.rest('POST', `/endpoints/${id}/rotate-secret`, { overlapHours: 2 });
    expect(rotated).toMatchObject({ status: 200, body: { secret: expect.stringMatching(/^whsec_/) } });
    const { secrets } = (await editor.rest('GET', `/endpoints/${id}`)).body;
    expect(secrets).toMatchObject([
      { fingerprint: rotated.body.fingerprint, signsUntil: null },
      { fingerprint: rotated.body.previousFingerprint, signsUntil: rotated.body.previousValidUntil },
    ]);
    const second = await editor.rest('POST', `/endpoints/${id}/rotate-secret`, {});
    expect(second).toMatchObject({ status: 409, body: { error: { code: 'rotation_running' } } });
    const forced = await editor.rest('POST', `/endpoints/${id}/rotate-secret`, { force: true });
    expect(forced.body.previousFingerprint).toBe(rotated.body.fingerprint);
    const after = (await editor.rest('GET', `/endpoints/${id}`)).body.secrets;
    expect(after.map((one: { fingerprint: string }) => one.fingerprint)).toEqual([
      forced.body.fingerprint,
      rotated.body.fingerprint,
    ]);
  });

  it('that leaked stops to sign at once, also by a rotation without overlap', async () => {
    const { id } = await add();
    const revoke = { revokePrevious: true };
    const nothing = await editor.rest('POST', `/endpoints/${id}/rotate-secret`, revoke);
    expect(nothing.body.error.message).toMatch(/no previous one/);
    await editor.rest('POST', `/endpoints/${id}/rotate-secret`, {});
    const revoked = await editor.rest('POST', `/endpoints/${id}/rotate-secret`, revoke);
    expect(revoked.body.secret).toBeNull();
    expect((await editor.rest('GET', `/endpoints/${id}`)).body.secrets).toHaveLength(1);
    await editor.rest('POST', `/endpoints/${id}/rotate-secret`, { overlapHours: 0 });
    expect((await editor.rest('GET', `/endpoints/${id}`)).body.secrets).toHaveLength(1);
  });

  it('that is rotated is told to the other endpoints and not to its own', async () => {
    const own = await add({ eventTypes: ['secret.rotated'] });
    const other = await add({ eventTypes: ['secret.rotated'], description: 'Auditor' });
    await editor.rest('POST', `/endpoints/${own.id}/rotate-secret`, {});
    const to = async (id: string) =>
      (await editor.rest('GET', `/deliveries?endpointId=${id}&eventType=secret.rotated`)).body.data.length;
    expect([await to(own.id), await to(other.id)]).toEqual([0, 1]);
  });
});

describe('a test event', () => {
  it('is one signed and marked attempt, whose whole story is the answer, and leaves nothing behind', async () => {
    const { id } = await add({ enabled: false });
    const test = await editor.rest('POST', `/endpoints/${id}/test`, { eventType: 'task.completed' });
    expect(test).toMatchObject({
      status: 200,
      body: {
        delivered: true,
        attempt: { outcome: 'delivered', httpStatus: 200, responseBody: 'thanks' },
      },
    });
    expect(test.body.attempt.responseHeaders).toContainEqual({ name: 'x-receiver', value: 'shop' });
    const sent = receiver.received.at(-1);
    expect(sent?.body).toBe(test.body.body);
    expect(sent?.headers).toMatchObject({
      'x-sista-test': 'true',
      'x-sista-attempt': '1',
      'webhook-id': test.body.eventId,
    });
    expect(JSON.parse(test.body.body)).toMatchObject({
      id: test.body.eventId,
      type: 'task.completed',
      endpointId: id,
      test: true,
      data: { summary: expect.any(String) },
    });
    expect((await editor.rest('GET', `/deliveries?endpointId=${id}`)).body.data).toEqual([]);
    expect((await editor.rest('GET', `/endpoints/${id}`)).body.line.lastSuccessAt).toBeNull();
  });

  it('that fails is told with its reason and tried no more', async () => {
    const { id } = await add();
    receiver.answers.push(500);
    const count = receiver.received.length;
    const test = await editor.rest('POST', `/endpoints/${id}/test`, { eventType: 'custom.order_shipped' });
    expect(test.body).toMatchObject({
      delivered: false,
      attempt: { outcome: 'server_error', httpStatus: 500 },
    });
    expect(receiver.received.length).toBe(count + 1);
    const unknown = await editor.rest('POST', `/endpoints/${id}/test`, { eventType: 'task.dreamt' });
    expect(unknown.status).toBe(422);
  });

  it('may carry the data of a real event under a new id', async () => {
    const { id } = await add({ eventTypes: ['employee.hired'] });
    await editor.rest('POST', '/employees', { role: 'order-desk', name: 'Mara Test' });
    const offered = await editor.rest('GET', `/endpoints/${id}/test-events`);
    const [newest] = offered.body.data;
    expect(newest).toMatchObject({ type: 'employee.hired', summary: expect.stringContaining('Mara Test') });
    const fromEventId = newest.id;
    const test = await editor.rest('POST', `/endpoints/${id}/test`, {
      eventType: 'employee.hired',
      fromEventId,
    });
    expect(test.body.eventId).not.toBe(fromEventId);
    expect(JSON.parse(test.body.body).data.employee.name).toBe('Mara Test');
    const wrong = await editor.rest('POST', `/endpoints/${id}/test`, {
      eventType: 'run.failed',
      fromEventId,
    });
    expect(wrong.body.error.message).toMatch(/is a employee.hired, not a run.failed/);
  });
});
