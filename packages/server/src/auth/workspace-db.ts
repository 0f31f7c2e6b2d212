import { Prisma, type PrismaClient } from '@sista/runtime/db';

type TenantModel =
  | 'auditEntry'
  | 'bin'
  | 'credential'
  | 'dataSource'
  | 'employee'
  | 'employeeVersion'
  | 'endpoint'
  | 'flow'
  | 'flowVersion'
  | 'idempotencyKey'
  | 'ingress'
  | 'modelProvider'
  | 'team'
  | 'tool'
  | 'workspace';

/** Prisma for one workspace: only its tables, and in every query the workspace. */
export type WorkspaceDb = Pick<PrismaClient, TenantModel | '$transaction'>;

type Arguments = Record<string, unknown>;

/**
 * Binds a client to a workspace (a UUID). Reads and writes get the workspace into their `where`, new rows into
 * their `data`; a table that belongs to no workspace, and a row that names another, is a bug and throws.
 */
export function bindToWorkspace(prisma: PrismaClient, workspaceId: string): WorkspaceDb {
  const bound = prisma.$extends({
    name: 'workspace',
    query: {
      $allModels: {
        $allOperations: ({ model, operation, args, query }) =>
          query(bindArguments(model, operation, (args ?? {}) as Arguments, workspaceId)),
      },
    },
  });
  return bound as unknown as WorkspaceDb;
}

/** The arguments of one Prisma call with the workspace in them. */
export function bindArguments(
  model: string,
  operation: string,
  args: Arguments,
  workspaceId: string,
): Arguments {
  const column = tenantColumn(model);
  const tenant = { [column]: workspaceId };
  const bound = { ...args };
  if (operation === 'create' || operation === 'upsert') {
    const member = operation === 'create' ? 'data' : 'create';
    bound[member] = withTenant(args[member], tenant, model);
  }
  if (operation.startsWith('createMany')) {
    const rows = Array.isArray(args.data) ? args.data : [args.data];
    bound.data = rows.map((row) => withTenant(row, tenant, model));
  }
  if (operation.startsWith('create')) return bound;
  if (operation === 'update' || operation.startsWith('updateMany')) withTenant(args.data, tenant, model);
  // Beside the caller's own condition, never merged into it: an OR in there must not widen it.
  bound.where = { ...(args.where as Arguments | undefined), AND: [tenant, ...conditionsOf(args.where)] };
  return bound;
}

function conditionsOf(where: unknown): unknown[] {
  const and = (where as { AND?: unknown } | undefined)?.AND;
  if (and === undefined) return [];
  return Array.isArray(and) ? and : [and];
}

function withTenant(row: unknown, tenant: Arguments, model: string): Arguments {
  const given = row as Arguments;
  for (const [column, value] of Object.entries(tenant)) {
    if (given[column] !== undefined && given[column] !== value) {
      throw new Error(`a row of ${model} names another workspace than the one that is asked for`);
    }
  }
  return { ...given, ...tenant };
}

function tenantColumn(model: string): string {
  if (model === 'Workspace') return 'id';
  const fields = (Prisma as unknown as Record<string, Record<string, string>>)[`${model}ScalarFieldEnum`];
  if (!fields?.workspaceId)
    throw new Error(`${model} belongs to no workspace and cannot be asked through one`);
  return 'workspaceId';
}
