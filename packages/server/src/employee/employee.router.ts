import {
  employee,
  employeeVersion,
  hireEmployeeInput,
  listEmployeesInput,
  listEmployeeVersionsInput,
  roleSummary,
  updateEmployeeInput,
} from '@sista/shared/employee/employee.schema';
import { idInput } from '@sista/shared/ids';
import { pageOf } from '@sista/shared/page.schema';
import { z } from 'zod';
import { procedure, router } from '../trpc/trpc.ts';
import { archiveEmployee } from './archive-employee.ts';
import { hireEmployee } from './hire-employee.ts';
import { listRoles } from './list-roles.ts';
import { listVersions } from './list-versions.ts';
import { updateEmployee } from './update-employee.ts';

const tags = ['employees'];
const employeeIdInput = z.object({ id: idInput('employee') });

export const employeeRouter = router({
  list: procedure('employee.read')
    .meta({ openapi: { method: 'GET', path: '/employees', tags, summary: 'List employees' } })
    .input(listEmployeesInput)
    .output(pageOf(employee))
    .query(({ ctx, input }) => ctx.runtime.employees.list(ctx.workspaceId, input)),
  get: procedure('employee.read')
    .meta({ openapi: { method: 'GET', path: '/employees/{id}', tags, summary: 'Read an employee' } })
    .input(employeeIdInput)
    .output(employee)
    .query(({ ctx, input }) => ctx.runtime.employees.read(ctx.workspaceId, input.id)),
  hire: procedure('employee.write')
    .meta({
      openapi: { method: 'POST', path: '/employees', tags, summary: 'Hire an employee' },
      created: true,
    })
    .input(hireEmployeeInput)
    .output(employee)
    .mutation(({ ctx, input }) => hireEmployee(ctx, input)),
  update: procedure('employee.write')
    .meta({ openapi: { method: 'PATCH', path: '/employees/{id}', tags, summary: 'Change an employee' } })
    .input(updateEmployeeInput)
    .output(employee)
    .mutation(({ ctx, input }) => updateEmployee(ctx, input)),
  archive: procedure('employee.write')
    .meta({ openapi: { method: 'DELETE', path: '/employees/{id}', tags, summary: 'Archive an employee' } })
    .input(employeeIdInput)
    .output(employee)
    .mutation(({ ctx, input }) => archiveEmployee(ctx, input)),
  versions: procedure('employee.read')
    .meta({
      openapi: {
        method: 'GET',
        path: '/employees/{id}/versions',
        tags,
        summary: 'List what an employee was',
      },
    })
    .input(listEmployeeVersionsInput)
    .output(pageOf(employeeVersion))
    .query(({ ctx, input }) => listVersions(ctx, input)),
  roles: procedure('employee.read')
    .meta({ openapi: { method: 'GET', path: '/roles', tags, summary: 'List the roles that can be hired' } })
    .input(z.object({}))
    .output(pageOf(roleSummary))
    .query(() => listRoles()),
});
