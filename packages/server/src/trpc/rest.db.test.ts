import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Caller, openTestServer, type TestServer } from '../testing/test-server.ts';

let server: TestServer;
let editor: Caller;
beforeAll(async () => {
  server = await openTestServer();
  editor = await server.as('editor');
});
afterAll(() => server[Symbol.asyncDispose]());

describe('REST', () => {
  it('names the place of an input that does not fit, and every other in the details', async () => {
    const { status, body } = await editor.rest('POST', '/flows', { name: '', document: 7 });
    expect(status).toBe(422);
    expect(body.error).toMatchObject({ code: 'invalid_input', message: expect.stringContaining('name: ') });
    expect(body.error.details.issues.map(({ path }: { path: string }) => path)).toEqual(['name', 'document']);
  });

  it('says in one form what is wrong with an address, a method, a body or an id', async () => {
    const nowhere = await editor.rest('GET', '/nowhere');
    expect(nowhere).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } });
    expect(nowhere.body.error.message).toContain('/docs/api');
    expect((await editor.rest('PATCH', '/flows')).status).toBe(404);
    const wrongId = await editor.rest('GET', '/flows/run_01h455vb4pex5vsknk084sn02q');
    expect(wrongId).toMatchObject({
      status: 422,
      body: { error: { message: expect.stringContaining('flow_') } },
    });
    const raw = (payload: string, type: string) =>
      server.app.inject({
        method: 'POST',
        url: '/api/v1/flows',
        headers: { ...editor.headers, 'content-type': type },
        payload,
      });
    const broken = await raw('{"name":', 'application/json');
    expect([broken.statusCode, broken.json().error.code]).toEqual([400, 'invalid_json']);
    const form = await raw('name=x', 'application/x-www-form-urlencoded');
    expect([form.statusCode, form.json().error.code]).toEqual([400, 'bad_request']);
    const large = await raw(`{"name":"${'x'.repeat(8_400_000)}"}`, 'application/json');
    expect([large.statusCode, large.json().error.code]).toEqual([413, 'body_too_large']);
  });

  it('keeps its words about a bug to itself, and gives the reference of the log line', async () => {
    await server.prisma.flow.create({
      data: {
        id: crypto.randomUUID(),
        workspaceId: server.workspaceId,
        name: 'Broken',
        document: {},
        createdBy: 'x',
      },
    });
    const { status, body } = await editor.rest('GET', '/flows?q=Broken');
    expect(status).toBe(500);
    expect(body.error).toMatchObject({
      code: 'internal',
      details: { reference: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
    expect(JSON.stringify(body)).not.toMatch(/at .*\.ts|undefined/);
  });

  it('tells tRPC callers the same, with the refusal as data', async () => {
    const answer = await editor.trpc('flow.get', { id: 'flow_01h455vb4pex5vsknk084sn02q' });
    expect(answer).toMatchObject({ status: 404, body: { code: 'not_found', details: null } });
    expect((await editor.trpc('flow.get', {})).body).toMatchObject({ code: 'invalid_input' });
    expect((await editor.trpc('flow.nothing')).status).toBe(404);
  });
});

describe('an Idempotency-Key', () => {
  const send = (key: string, name: string, caller = editor) =>
    caller.rest('POST', '/flows', { name }, { 'idempotency-key': key });

  it('gives the first answer again for the same request, and 409 for another', async () => {
    const first = await send('key-1', 'Once');
    expect(await send('key-1', 'Once')).toMatchObject({ status: 201, body: { id: first.body.id } });
    expect(await send('key-1', 'Twice')).toMatchObject({
      status: 409,
      body: { error: { code: 'idempotency_conflict' } },
    });
    expect((await editor.rest('GET', '/flows?q=Once')).body.data).toHaveLength(1);
  });

  it('keeps the refusal of a mistake too', async () => {
    const refused = await send('key-2', '');
    expect(refused.status).toBe(422);
    expect(await send('key-2', '')).toMatchObject({ status: 422, body: refused.body });
  });

  it('lets one of many at the same moment work', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => send('key-3', 'Rush')));
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
    expect((await editor.rest('GET', '/flows?q=Rush')).body.data).toHaveLength(1);
  });

  it('belongs to its workspace, and is forgotten after a day or when its process died', async () => {
    await send('key-4', 'Mine');
    expect((await send('key-4', 'Theirs', await server.stranger())).status).toBe(201);
    const age = (ms: number) => ({ createdAt: new Date(Date.now() - ms) });
    await server.prisma.idempotencyKey.updateMany({ where: { key: 'key-4' }, data: age(25 * 3_600_000) });
    expect((await send('key-4', 'Another day')).status).toBe(201);
    await server.prisma.idempotencyKey.updateMany({
      where: { key: 'key-4' },
      data: { ...age(61_000), status: null },
    });
    expect((await send('key-4', 'Taken up again')).status).toBe(201);
  });

  it('that no header can carry is refused', async () => {
    expect((await send('has space', 'x')).body.error.code).toBe('bad_request');
  });
});
