import { flowDocument } from '@sista/shared/flow/flow.schema';
import { fromId, newUuid, toId } from '@sista/shared/ids';
import type { Refusal } from '@sista/shared/refusal';
import { templates } from '@sista/shared/templates';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTaskWorld, type TaskWorld } from '../task/task-world.testing.ts';
import { archiveEmployee } from './archive-employee.ts';
import { ensureDemoTeam } from './ensure-demo-team.ts';
import { hireEmployee } from './hire-employee.ts';
import { hireForDocument } from './hire-for-document.ts';
import { listEmployees, listTeams, readEmployee } from './list-employees.ts';
import { createTeam, deleteTeam, readTeam, updateTeam } from './teams.ts';
import { updateEmployee } from './update-employee.ts';

let world: TaskWorld;
beforeAll(async () => {
  world = await openTaskWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const asking = () => ({ workspaceId: world.workspaceId, by: { id: 'mem_1', name: 'Ada' } });
const hire = (input: Parameters<typeof hireEmployee>[2]) =>
  hireEmployee(world.verbs, { ...asking(), via: 'person' }, input);
const uuidOf = (kind: 'employee' | 'team', id: string) => fromId(kind, id) ?? '';
const refusalOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: Refusal) => error.code,
  );

async function lastEvent(): Promise<{ type: string; data: Record<string, unknown> }> {
  const [row] = await world.database.hot.query<{ type: string; data: string }>(
    '',
    'select type, data from engine.event where workspace_id = $1 order by sequence desc limit 1',
    [world.workspaceId],
  );
  return { type: row?.type ?? '', data: JSON.parse(row?.data ?? '{}') };
}

describe('hiring', () => {
  it('takes what is not said from the role, joins the demo shop with its tools, and tells it', async () => {
    const employee = await hire({ role: 'order-desk', title: 'Order desk, evenings' });
    expect(employee).toMatchObject({
      name: 'Olive',
      title: 'Order desk, evenings',
      role: 'order-desk',
      status: 'active',
      version: 1,
      autonomy: 'ask',
      model: 'default',
      teamName: 'Demo shop',
      tools: [{ name: 'check_stock' }, { name: 'past_orders' }, { name: 'search_policies' }],
    });
    expect(employee.instructions).toContain('Never promise what is not on hand');
    const event = await lastEvent();
    expect(event).toMatchObject({
      type: 'employee.hired',
      data: {
        summary: 'Olive joined as Order desk, evenings.',
        employee: { id: employee.id, version: 1 },
        team: { name: 'Demo shop' },
        via: 'person',
        by: { name: 'Ada' },
      },
    });
  });

  it('makes one demo team, however many ask at once, and again when it was deleted', async () => {
    const { prisma } = world.verbs;
    const workspaceId = newUuid();
    await prisma.workspace.create({ data: { id: workspaceId, name: 'W', slug: workspaceId } });
    const ensure = () => prisma.$transaction((catalogue) => ensureDemoTeam(catalogue, workspaceId));
    const [first, second] = await Promise.all([ensure(), ensure()]);
    expect(first).toBe(second);
    const { tools } = await readTeam(prisma, workspaceId, first);
    expect(tools).toHaveLength(10);
    expect(tools.every(({ effect }) => effect === 'read')).toBe(true);
    await deleteTeam(prisma, workspaceId, first);
    expect(await ensure()).not.toBe(first);
  });

  it('puts somebody on the bench without tools, and refuses what does not exist', async () => {
    expect(await hire({ role: 'order-desk', teamId: null })).toMatchObject({ teamId: null, tools: [] });
    expect(await refusalOf(hire({ role: 'wizard' }))).toBe('invalid_input');
    expect(await refusalOf(hire({ role: 'blank', teamId: newUuid() }))).toBe('not_found');
  });

  it('puts people into the document of a template, once per role, and finds them the next time', async () => {
    const template = templates['order-review'];
    if (!template) throw new Error('no template');
    const workspaceId = newUuid();
    await world.verbs.prisma.workspace.create({ data: { id: workspaceId, name: 'T', slug: workspaceId } });
    const use = () =>
      world.verbs.prisma.$transaction((catalogue) =>
        hireForDocument(
          catalogue,
          { workspaceId, by: null, via: 'template', templateId: template.id },
          flowDocument.parse(template.document),
          template.hires,
        ),
      );
    const first = await use();
    expect(first.hired.map(({ name }) => name)).toEqual(['Olive', 'Rita']);
    expect(first.facts.map(({ type, fields }) => [type, fields.templateId])).toEqual([
      ['employee.hired', 'order-review'],
      ['employee.hired', 'order-review'],
    ]);
    const named = first.document.nodes.flatMap(({ config }) => config.employee ?? []);
    expect(named).toEqual(first.hired.map(({ id }) => toId('employee', id)));
    const second = await use();
    expect(second.hired).toEqual([]);
    expect(second.document).toEqual(first.document);
  });
});

describe('changing', () => {
  it('makes a version of what the work depends on, none of team and status, and nothing of nothing', async () => {
    const { id } = await hire({ role: 'blank' });
    const change = (input: object) =>
      updateEmployee(world.verbs, asking(), { id: uuidOf('employee', id), ...input });
    expect(await change({ instructions: 'Be kind.', note: 'tone' })).toMatchObject({
      version: 2,
      revision: 2,
      instructions: 'Be kind.',
    });
    expect(await lastEvent()).toMatchObject({
      type: 'employee.updated',
      data: { changes: [{ field: 'instructions', from: null, to: null, changed: true }], note: 'tone' },
    });
    expect(await change({ status: 'paused', teamId: null })).toMatchObject({
      version: 2,
      revision: 3,
      status: 'paused',
      teamId: null,
    });
    expect(await change({ status: 'paused' })).toMatchObject({ version: 2, revision: 3 });
    const versions = await world.verbs.prisma.employeeVersion.findMany({
      where: { employeeId: uuidOf('employee', id) },
    });
    expect(versions.map(({ n, by, note }) => [n, by, note])).toEqual([
      [1, 'mem_1', null],
      [2, 'mem_1', 'tone'],
    ]);
  });

  it('refuses a stale revision with the current employee', async () => {
    const { id, revision } = await hire({ role: 'blank' });
    const change = (name: string) =>
      updateEmployee(world.verbs, asking(), { id: uuidOf('employee', id), revision, name });
    await change('First');
    const error = await change('Second').catch((refusal: Refusal) => refusal);
    expect(error).toMatchObject({ code: 'stale_revision', details: { name: 'First', revision: 2 } });
  });

  it('archives for good, says which flows name the employee, and hides them from the list', async () => {
    const { id } = await hire({ role: 'blank', name: 'Zed' });
    await world.verbs.prisma.flow.create({
      data: {
        id: newUuid(),
        workspaceId: world.workspaceId,
        name: 'Orders',
        createdBy: 'mem_1',
        document: { nodes: [{ config: { employee: id } }] },
      },
    });
    expect(await archiveEmployee(world.verbs, asking(), uuidOf('employee', id))).toMatchObject({
      status: 'archived',
    });
    expect(await lastEvent()).toMatchObject({
      type: 'employee.archived',
      data: { openTasks: 0, affectedFlows: [{ name: 'Orders' }] },
    });
    expect(
      await refusalOf(updateEmployee(world.verbs, asking(), { id: uuidOf('employee', id), name: 'No' })),
    ).toBe('conflict');
    const list = (status?: 'archived') =>
      listEmployees(world.verbs.prisma, world.workspaceId, { limit: 200, q: 'zed', status });
    expect((await list()).data).toEqual([]);
    expect((await list('archived')).data).toMatchObject([{ id, name: 'Zed' }]);
  });
});

describe('reading', () => {
  it('pages through employees and teams, and knows no other workspace', async () => {
    await hire({ role: 'blank' });
    const { prisma } = world.verbs;
    const first = await listEmployees(prisma, world.workspaceId, { limit: 1 });
    const second = await listEmployees(prisma, world.workspaceId, { limit: 1, after: first.next ?? '' });
    expect(second.data[0]?.id).not.toBe(first.data[0]?.id);
    expect((await listTeams(prisma, world.workspaceId, { limit: 50 })).data).toMatchObject([
      { name: 'Demo shop' },
    ]);
    const id = uuidOf('employee', first.data[0]?.id ?? '');
    expect(await refusalOf(readEmployee(prisma, newUuid(), id))).toBe('not_found');
    expect(
      await refusalOf(
        updateEmployee(world.verbs, { ...asking(), workspaceId: newUuid() }, { id, name: 'x' }),
      ),
    ).toBe('not_found');
    expect(await refusalOf(listEmployees(prisma, world.workspaceId, { limit: 1, after: 'x' }))).toBe(
      'bad_request',
    );
  });
});

describe('a team', () => {
  it('is led by a member, refuses a stale change, and is not deleted while it has members', async () => {
    const { prisma } = world.verbs;
    const team = await createTeam(prisma, world.workspaceId, { name: 'Sales', charter: '' });
    const id = uuidOf('team', team.id);
    const member = await hire({ role: 'blank', teamId: id });
    const stranger = await hire({ role: 'blank' });
    const lead = (leader: string) =>
      updateTeam(prisma, world.workspaceId, { id, leaderId: uuidOf('employee', leader) });
    expect(await refusalOf(lead(stranger.id))).toBe('invalid_input');
    expect(await lead(member.id)).toMatchObject({
      leaderId: member.id,
      revision: 2,
      members: [{ id: member.id }],
    });
    expect(await refusalOf(updateTeam(prisma, world.workspaceId, { id, revision: 1, name: 'x' }))).toBe(
      'stale_revision',
    );
    expect(await refusalOf(deleteTeam(prisma, world.workspaceId, id))).toBe('conflict');
    await archiveEmployee(world.verbs, asking(), uuidOf('employee', member.id));
    await deleteTeam(prisma, world.workspaceId, id);
    expect(await refusalOf(readTeam(prisma, world.workspaceId, id))).toBe('not_found');
  });
});
