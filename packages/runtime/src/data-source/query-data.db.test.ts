import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { newUuid, toId } from '@sista/shared/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawFlow } from '../testing/draw-flow.ts';
import { openRunWorld, type RunWorld } from '../testing/run-world.ts';

let world: RunWorld;
let folder: string;
beforeAll(async () => {
  world = await openRunWorld();
  folder = join(world.settings.dataDir, 'data-sources', toId('workspace', world.workspaceId));
  await mkdir(folder, { recursive: true });
});
afterAll(() => world[Symbol.asyncDispose]());

const sku = "LAMP-01'; drop table stock; --";
async function query(config: object, more: object = {}) {
  const read = { type: 'query-data', config: { source: 'demo-shop', parameters: {}, ...config }, ...more };
  const run = await world.run(drawFlow({ hook: { type: 'trigger-webhook' }, read }, 'hook -> read'), {
    input: { kind: 'webhook', receivedAt: '2026-11-23T09:00:00.000Z', body: { sku, known: 'MUG-04' } },
  });
  return { run, step: run.stepList.find(({ nodeId }) => nodeId === 'read') };
}

async function addSource(name: string, location: string, workspaceId = world.workspaceId): Promise<string> {
  const id = newUuid();
  await world.say(
    "insert into public.data_source (id, workspace_id, name, kind, location) values ($1, $2, $3, 'sqlite', $4)",
    [id, workspaceId, name, location],
  );
  return toId('dataSource', id);
}

describe('a step that queries data', () => {
  it('reads rows with values of the run, which are never SQL', async () => {
    const sql = 'select sku, on_hand from stock where sku = :known or sku = :sku';
    const parameters = { known: '{{ trigger.body.known }}', sku: '{{ trigger.body.sku }}' };
    const { run, step } = await query({ sql, parameters });
    expect(run.status).toBe('succeeded');
    expect(step?.output).toEqual({
      rows: [{ sku: 'MUG-04', on_hand: 120 }],
      columns: ['sku', 'on_hand'],
      count: 1,
      truncated: false,
    });
  });

  it('reads a file of the workspace, by id and by name', async () => {
    const database = new DatabaseSync(join(folder, 'own.sqlite'));
    database.exec('create table note (text text); insert into note values (1), (2), (3)');
    database.close();
    const id = await addSource('Own', 'own.sqlite');
    for (const source of [id, 'Own']) {
      const { step } = await query({ source, sql: 'select text from note', mostRows: 2 });
      expect(step?.output).toMatchObject({ count: 2, truncated: true });
    }
  });

  it.each([
    ['a write', { sql: 'delete from stock' }, 'query_refused'],
    ['an unknown table', { sql: 'select * from stok' }, 'query_failed'],
    ['a source that is not there', { source: 'Gone', sql: 'select 1' }, 'data_source_missing'],
    ['a value that is missing', { sql: 'select :sku' }, 'missing_value'],
  ])('fails for %s and says why', async (_what, config, code) => {
    const { run, step } = await query(config);
    expect(run.status).toBe('failed');
    expect(step?.error).toMatchObject({ code });
  });

  it('is stopped at its time limit', async () => {
    const sql = 'with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n';
    const { step } = await query({ sql }, { timeoutSeconds: 1 });
    expect(step).toMatchObject({ status: 'failed', error: { code: 'timeout' } });
  });

  it('reads no source of another workspace, and no file outside of the folder', async () => {
    const foreign = await addSource('Foreign', 'own.sqlite', newUuid());
    expect((await query({ source: foreign, sql: 'select 1' })).step?.error).toMatchObject({
      code: 'data_source_missing',
    });
    await writeFile(join(world.settings.dataDir, 'outside.sqlite'), '');
    for (const location of ['../../outside.sqlite', join(world.settings.dataDir, 'demo.sqlite'), '']) {
      const source = await addSource(`Outside ${location}`, location);
      expect((await query({ source, sql: 'select 1' })).step?.error, location).toMatchObject({
        code: 'data_source_unreadable',
      });
    }
  });
});
