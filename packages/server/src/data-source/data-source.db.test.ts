import { mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { newUuid, toId } from '@sista/shared/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Caller, openTestServer, type TestServer } from '../testing/test-server.ts';

let server: TestServer;
let editor: Caller;
let folder: string;
let content: Buffer;

beforeAll(async () => {
  server = await openTestServer();
  editor = await server.as('editor');
  folder = join(server.dataDir, 'data-sources', toId('workspace', server.workspaceId));
  await mkdir(folder, { recursive: true });
  writeShop(join(folder, 'shop.sqlite'));
  content = await readFile(join(folder, 'shop.sqlite'));
});
afterAll(() => server[Symbol.asyncDispose]());

function writeShop(file: string): void {
  const database = new DatabaseSync(file);
  database.exec('create table stock (sku text, on_hand integer); create view low as select sku from stock');
  database.exec("insert into stock values ('A', 1), ('B', 2)");
  database.close();
}

let count = 0;
const add = async (more: object = {}) => {
  count += 1;
  return (await editor.rest('POST', '/data-sources', { name: `Shop ${count}`, ...more })).body;
};
const upload = (id: string, body: unknown, caller = editor) =>
  caller.rest('PUT', `/data-sources/${id}/file`, body, { 'content-type': 'application/octet-stream' });
const tryQuery = (source: string, sql: string, parameters = {}) =>
  editor.trpc('dataSource.try', { source, sql, parameters });
const tables = [
  { name: 'low', kind: 'view', columns: [{ name: 'sku', type: 'text' }], rows: null },
  {
    name: 'stock',
    kind: 'table',
    columns: [
      { name: 'sku', type: 'text' },
      { name: 'on_hand', type: 'integer' },
    ],
    rows: 2,
  },
];

describe('a data source over a file of the folder', () => {
  it('is offered, added, checked with its tables and read', async () => {
    const found = await editor.rest('GET', '/data-sources/files');
    expect(found.body).toEqual({
      folder: `data-sources/${toId('workspace', server.workspaceId)}`,
      files: [{ name: 'shop.sqlite', bytes: content.length }],
    });
    const made = await editor.rest('POST', '/data-sources', { name: 'Stock', file: 'shop.sqlite' });
    expect(made).toMatchObject({
      status: 201,
      body: { name: 'Stock', kind: 'sqlite', file: 'shop.sqlite', bytes: content.length },
    });
    expect(made.body.id).toMatch(/^dsr_/);
    const check = await editor.rest('POST', `/data-sources/${made.body.id}/check`);
    expect(check.body).toEqual({ ok: true, message: 'It can be read: 2 tables, 2 rows.', tables });
    const byName = await tryQuery('Stock', 'select on_hand from stock where sku = :sku', { sku: 'B' });
    expect(byName.body).toEqual({ columns: ['on_hand'], rows: [{ on_hand: 2 }], truncated: false });
    const named = await editor.trpc('dataSource.tables', { source: 'Stock' });
    expect(named.body.tables).toEqual(tables.map((table) => ({ ...table, rows: null })));
    const audit = await server.prisma.auditEntry.findFirst({ where: { subject: made.body.id } });
    expect(audit).toMatchObject({ action: 'data-source.create', details: { file: 'shop.sqlite' } });
  });

  it.each(['../encryption-key.db', '/etc/passwd', 'a/shop.sqlite', '..\\shop.sqlite', 'shop.txt', '.db'])(
    'cannot be made from %s',
    async (file) => {
      const refused = await editor.rest('POST', '/data-sources', { name: 'Outside', file });
      expect(refused).toMatchObject({ status: 422, body: { error: { code: 'invalid_input' } } });
    },
  );

  it('cannot be made from a link, a folder or a file that is not there', async () => {
    writeShop(join(server.dataDir, 'product.sqlite'));
    await symlink(join(server.dataDir, 'product.sqlite'), join(folder, 'link.sqlite'));
    await mkdir(join(folder, 'folder.sqlite'));
    for (const file of ['link.sqlite', 'folder.sqlite', 'none.sqlite']) {
      const refused = await editor.rest('POST', '/data-sources', { name: 'Outside', file });
      expect(refused.status, file).toBe(422);
      expect(refused.body.error.message).toContain(`There is no file ${file}`);
    }
    const { body } = await editor.rest('GET', '/data-sources/files');
    expect(body.files.map(({ name }: { name: string }) => name)).toEqual(['shop.sqlite']);
  });

  it('reads no link that stands in the place of its file later', async () => {
    writeShop(join(folder, 'swapped.sqlite'));
    const { id } = await add({ file: 'swapped.sqlite' });
    await rm(join(folder, 'swapped.sqlite'));
    await symlink(join(server.dataDir, 'demo.sqlite'), join(folder, 'swapped.sqlite'));
    const check = await editor.rest('POST', `/data-sources/${id}/check`);
    expect(check.body).toMatchObject({ ok: false, tables: [] });
    expect(check.body.message).toContain('There is no file swapped.sqlite');
    expect((await editor.rest('GET', `/data-sources/${id}`)).body.bytes).toBeNull();
  });

  it('has a name of its own, which is not that of the demo shop', async () => {
    const { name } = await add();
    const twice = await editor.rest('POST', '/data-sources', { name });
    expect(twice).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } });
    expect((await editor.rest('POST', '/data-sources', { name: 'Demo-Shop' })).status).toBe(422);
    expect((await editor.rest('POST', '/data-sources', { name: toId('dataSource', newUuid()) })).status).toBe(
      422,
    );
    expect((await editor.rest('POST', '/data-sources', { name: 'P', kind: 'postgres' })).status).toBe(422);
  });
});

describe('an upload', () => {
  it('becomes the file of its data source, is replaced, and goes with it', async () => {
    const { id, ...made } = await add();
    expect(made).toMatchObject({ file: null, bytes: null });
    const before = await editor.rest('POST', `/data-sources/${id}/check`);
    expect(before.body.message).toContain('It has no file yet.');
    const sent = await upload(id, content);
    expect(sent).toMatchObject({ status: 200, body: { id, file: null, bytes: content.length } });
    expect((await editor.rest('POST', `/data-sources/${id}/check`)).body.tables).toEqual(tables);
    expect((await upload(id, content)).status).toBe(200);
    expect(await readdir(folder)).toContain(`${id}.sqlite`);
    const offered = (await editor.rest('GET', '/data-sources/files')).body.files;
    expect(JSON.stringify(offered)).not.toContain(id);
    expect((await editor.rest('DELETE', `/data-sources/${id}`)).body).toEqual({ id });
    expect(JSON.stringify(await readdir(folder))).not.toContain(id);
  });

  it.each([
    ['text', Buffer.from('not a database at all, but long enough to be looked at'.repeat(20)), 422],
    ['nothing', Buffer.alloc(0), 422],
    ['more than 50 MB', Buffer.alloc(52_428_801), 413],
  ])('of %s is refused and leaves the old file', async (_what, body, status) => {
    const { id } = await add();
    await upload(id, content);
    expect((await upload(id, body)).status).toBe(status);
    expect((await editor.rest('POST', `/data-sources/${id}/check`)).body.ok).toBe(true);
    expect((await readdir(folder)).filter((name) => name.startsWith('upload-'))).toEqual([]);
  });

  it('that is too large is answered while it is still on its way', async () => {
    const { id } = await add();
    const origin = await server.app.listen({ port: 0, host: '127.0.0.1' });
    const sent = await fetch(`${origin}/api/v1/data-sources/${id}/file`, {
      method: 'PUT',
      headers: { ...editor.headers, 'content-type': 'application/octet-stream' },
      body: Buffer.alloc(60_000_000),
    });
    expect(sent.status).toBe(413);
    expect(await sent.json()).toMatchObject({ error: { code: 'body_too_large' } });
  });

  it('removes what one that died left behind, and nothing that is on its way', async () => {
    await writeFile(join(folder, 'upload-old'), 'x');
    await utimes(join(folder, 'upload-old'), 0, 0);
    await writeFile(join(folder, 'upload-new'), 'x');
    const { id } = await add();
    await upload(id, content);
    expect((await readdir(folder)).filter((name) => name.startsWith('upload-'))).toEqual(['upload-new']);
    await rm(join(folder, 'upload-new'));
  });

  it('in WAL mode can be read', async () => {
    const file = join(server.dataDir, 'wal.sqlite');
    const database = new DatabaseSync(file);
    database.exec('pragma journal_mode = wal; create table t (a); insert into t values (7)');
    database.close();
    const { id } = await add();
    expect((await upload(id, await readFile(file))).status).toBe(200);
    expect((await tryQuery(id, 'select a from t')).body.rows).toEqual([{ a: 7 }]);
  });

  it('is refused without the right, without a sign-in and for a source of another workspace', async () => {
    const { id } = await add();
    expect((await upload(id, content, await server.as('viewer'))).status).toBe(403);
    expect((await upload(id, content, server.signedOut)).status).toBe(401);
    expect((await upload(id, content, await server.stranger())).status).toBe(404);
    expect((await upload('dsr_nonsense', content)).status).toBe(404);
    expect((await upload(id, content, await server.withKey('editor'))).status).toBe(200);
  });
});

describe('a query that is tried', () => {
  it('shows the first 20 rows', async () => {
    const sql = 'with recursive n(x) as (select 1 union all select x + 1 from n limit 30) select x from n';
    const { body } = await tryQuery('demo-shop', sql);
    expect(body.rows).toHaveLength(20);
    expect(body.truncated).toBe(true);
  });

  it.each([
    ['a write', 'delete from stock', 'would change data'],
    ['a second statement', 'select 1; delete from stock', 'more than one statement'],
    [
      'an unknown table',
      'select * from stok',
      'There is no table "stok". This data source has article, commit',
    ],
    ['a value that is missing', 'select * from stock where sku = :sku', 'The query takes :sku'],
    ['another file', "attach 'other.sqlite' as other", 'cannot be attached'],
  ])('is refused for %s, with a sentence', async (_what, sql, sentence) => {
    const refused = await tryQuery('demo-shop', sql);
    expect(refused).toMatchObject({ status: 422, body: { code: 'invalid_input' } });
    expect(refused.body.message).toContain(sentence);
  });

  it('finds no data source of another workspace, by id or by name', async () => {
    const { id, name } = await add({ file: 'shop.sqlite' });
    const stranger = await server.stranger();
    for (const source of [id, name]) {
      const sent = { source, sql: 'select 1 as one' };
      expect((await stranger.trpc('dataSource.try', sent)).status).toBe(404);
      expect((await stranger.trpc('dataSource.tables', { source })).status).toBe(404);
    }
    expect((await stranger.rest('GET', `/data-sources/${id}`)).status).toBe(404);
    expect((await stranger.rest('PATCH', `/data-sources/${id}`, { name: 'x' })).status).toBe(404);
    expect((await stranger.rest('DELETE', `/data-sources/${id}`)).status).toBe(404);
    expect((await stranger.rest('GET', '/data-sources/files')).body.files).toEqual([]);
    const other = await stranger.rest('POST', '/data-sources', { name, file: 'shop.sqlite' });
    expect(other.status).toBe(422);
  });
});

describe('a data source that is used', () => {
  const flowOver = (source: string) => ({
    schema: 'sista.flow/1',
    name: 'Reads it',
    nodes: [
      {
        id: 'read',
        type: 'query-data',
        name: 'Read',
        position: { x: 0, y: 0 },
        config: { source, sql: 'select 1 as one' },
      },
    ],
    edges: [],
  });

  it('by a flow is not deleted, and not renamed where the flow knows its name', async () => {
    const { id, name } = await add({ file: 'shop.sqlite' });
    const byId = await editor.rest('POST', '/flows', { document: flowOver(id) });
    expect((await editor.rest('PATCH', `/data-sources/${id}`, { name: `${name} now` })).status).toBe(200);
    const refused = await editor.rest('DELETE', `/data-sources/${id}`);
    expect(refused).toMatchObject({
      status: 409,
      body: { error: { details: { flows: [{ name: 'Reads it' }], tools: [] } } },
    });
    await editor.rest('DELETE', `/flows/${byId.body.id}`);
    const byName = await editor.rest('POST', '/flows', { document: flowOver(`${name} now`) });
    expect((await editor.rest('PATCH', `/data-sources/${id}`, { name: 'Other' })).status).toBe(409);
    expect((await editor.rest('DELETE', `/data-sources/${id}`)).status).toBe(409);
    await editor.rest('DELETE', `/flows/${byName.body.id}`);
    expect((await editor.rest('DELETE', `/data-sources/${id}`)).status).toBe(200);
    expect(await readdir(folder)).toContain('shop.sqlite');
  });

  it('by a tool in its present version is not deleted, and the tool is named', async () => {
    const { id, name } = await add({ file: 'shop.sqlite' });
    const { workspaceId } = server;
    const body = { implementation: 'sql-query', settings: { source: name } };
    const tool = { id: newUuid(), workspaceId, teamId: newUuid(), name: 'check_stock' };
    await server.prisma.tool.create({
      data: { ...tool, implementation: 'sql-query', revision: 2, versions: { create: { n: 2, body } } },
    });
    const refused = await editor.rest('DELETE', `/data-sources/${id}`);
    expect(refused.status).toBe(409);
    expect(refused.body.error.message).toContain('the tool check_stock');
    await server.prisma.tool.update({
      where: { id: tool.id },
      data: {
        revision: 3,
        versions: { create: { n: 3, body: { ...body, settings: { source: 'demo-shop' } } } },
      },
    });
    expect((await editor.rest('DELETE', `/data-sources/${id}`)).status).toBe(200);
  });
});

it('a file that is no database is told by the check', async () => {
  await writeFile(join(folder, 'broken.db'), 'x'.repeat(5_000));
  const { id } = await add({ file: 'broken.db' });
  const check = await editor.rest('POST', `/data-sources/${id}/check`);
  expect(check.body).toMatchObject({ ok: false, tables: [] });
  expect(check.body.message).toContain('cannot be read');
});
