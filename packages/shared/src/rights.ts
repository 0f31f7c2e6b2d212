/** Code asks for rights, never for roles. The server refuses by this table, the editor greys by it. */
export const rights = [
  'flow.read',
  'flow.write',
  'flow.publish',
  'flow.test',
  'run.read',
  'run.start',
  'run.cancel',
  'capture.read',
  'capture.replay',
  'employee.read',
  'employee.write',
  'credential.read',
  'credential.write',
  'data-source.read',
  'data-source.write',
  'model.read',
  'model.write',
  'endpoint.read',
  'endpoint.write',
  'delivery.read',
  'delivery.replay',
  'event.read',
  'event.write',
  'bin.read',
  'bin.write',
  'template.read',
  'template.use',
  'workspace.read',
  'workspace.write',
  'key.read',
  'key.write',
  'member.read',
  'member.write',
] as const;
export type Right = (typeof rights)[number];

export const roles = ['owner', 'admin', 'editor', 'viewer'] as const;
export type Role = (typeof roles)[number];

const reading = rights.filter((right) => right.endsWith('.read') && right !== 'key.read');
const owning: readonly Right[] = ['workspace.write', 'member.write', 'key.read', 'key.write'];

export const rightsOf: Record<Role, ReadonlySet<Right>> = {
  owner: new Set(rights),
  admin: new Set(rights),
  editor: new Set(rights.filter((right) => !owning.includes(right))),
  viewer: new Set(reading),
};
