import { newUuid } from '@sista/shared/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { bindToWorkspace, type WorkspaceDb } from './workspace-db.ts';

let server: TestServer;
let mine: WorkspaceDb;
let theirs: WorkspaceDb;
const foreign = newUuid();
beforeAll(async () => {
  server = await openTestServer();
  mine = bindToWorkspace(server.prisma, server.workspaceId);
  theirs = bindToWorkspace(server.prisma, foreign);
});
afterAll(() => server[Symbol.asyncDispose]());

const teamOf = (workspaceId: string) => ({ id: newUuid(), workspaceId, name: 'Team', charter: '' });

describe('a client of one workspace', () => {
  it('neither finds, changes nor deletes rows of another', async () => {
    const data = teamOf(server.workspaceId);
    const { id } = await mine.team.create({ data });
    expect(await theirs.team.findFirst({ where: { id } })).toBeNull();
    expect(await theirs.team.findUnique({ where: { id } })).toBeNull();
    expect(await theirs.team.findMany({ where: { OR: [{ id }, { name: 'Team' }] } })).toEqual([]);
    expect(await theirs.team.count()).toBe(0);
    expect(await theirs.team.updateMany({ where: { id }, data: { name: 'Stolen' } })).toEqual({ count: 0 });
    expect(await theirs.team.deleteMany({ where: { id } })).toEqual({ count: 0 });
    await expect(theirs.team.update({ where: { id }, data: { name: 'Stolen' } })).rejects.toThrow();
    await expect(theirs.team.delete({ where: { id } })).rejects.toThrow();
    expect(await mine.team.findFirst({ where: { id } })).toMatchObject({ name: 'Team' });
  });

  it('stays bound inside a transaction', async () => {
    const { id } = await mine.team.create({ data: teamOf(server.workspaceId) });
    const found = await theirs.$transaction((tx) => tx.team.findFirst({ where: { id } }));
    expect(found).toBeNull();
  });

  it('refuses rows that name another workspace, and tables that belong to none', async () => {
    await expect(mine.team.create({ data: teamOf(foreign) })).rejects.toThrow('names another workspace');
    const wide = mine as unknown as typeof server.prisma;
    await expect(wide.user.findMany()).rejects.toThrow('User belongs to no workspace');
  });
});
