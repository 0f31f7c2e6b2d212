import { sandboxModelRef } from '@sista/shared/model/model-provider.schema';
import type { Sql } from '../db/sql.ts';
import { findEmployee } from '../employee/find-employee.ts';
import type { ModelSource } from '../model/open-model.ts';

/** Whether the employee that a step names works with a real model, whose answers take seconds. */
export async function worksSlowly(
  sql: Sql,
  models: Pick<ModelSource, 'defaultRef'>,
  { workspaceId, runId }: { workspaceId: string; runId: string },
  ref: string,
): Promise<boolean> {
  const employee = await findEmployee(sql, { workspaceId, runId, ref });
  if (!employee) return false;
  const { model } = employee.body;
  return (model === 'default' ? await models.defaultRef(workspaceId) : model) !== sandboxModelRef;
}
