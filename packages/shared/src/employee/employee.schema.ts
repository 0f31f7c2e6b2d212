import { z } from 'zod';
import { idInput, idOutput } from '../ids.ts';
import { pageInput } from '../page.schema.ts';
import { teamTool, toolGrant } from '../tool/tool.schema.ts';

export const autonomy = z.enum(['draft', 'ask', 'auto']);
export const employeeStatus = z.enum(['active', 'paused', 'archived']);

/** `default` (the workspace's model) or `<provider>:<model>`, split at the first colon. */
export const modelChoice = z
  .string()
  .max(200)
  .regex(/^(default|[a-z0-9][a-z0-9-]{0,62}:\S.*)$/, 'A model is "default" or "<provider>:<model>".');

export const modelParams = z.object({
  temperature: z.number().min(0).max(2).optional(),
  outputTokens: z.int().min(64).max(128_000).optional(),
});

export const taskLimits = z.object({
  turns: z.int().min(1).max(50).optional(),
  calls: z.int().min(1).max(200).optional(),
  timeoutSeconds: z.int().min(1).max(1_800).optional(),
});

/** What a version of an employee fixes. A change of any of it makes a new version. */
export const employeeBody = z.object({
  name: z.string().trim().min(1).max(100),
  role: z.string().min(1).max(64),
  title: z.string().trim().min(1).max(200),
  instructions: z.string().max(8_000).default(''),
  persona: z.string().max(2_000).default(''),
  tools: z.array(toolGrant).max(50).default([]),
  autonomy: autonomy.default('ask'),
  model: modelChoice.default('default'),
  modelParams: modelParams.default({}),
  limits: taskLimits.default({}),
});
export type EmployeeBody = z.output<typeof employeeBody>;

export const employee = employeeBody
  .extend({
    id: idOutput('employee'),
    teamId: idOutput('team').nullable(),
    teamName: z.string().nullable(),
    status: employeeStatus,
    version: z.int(),
    revision: z.int(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Employee' });
export type Employee = z.output<typeof employee>;

export const listEmployeesInput = pageInput.extend({
  teamId: idInput('team').optional(),
  status: employeeStatus.optional(),
  q: z.string().max(200).optional(),
});

// Written out and not `employeeBody.partial()`: zod applies defaults inside optional members, which would
// replace the role's own texts by empty ones.
const changes = {
  name: employeeBody.shape.name.optional(),
  title: employeeBody.shape.title.optional(),
  instructions: z.string().max(8_000).optional(),
  persona: z.string().max(2_000).optional(),
  tools: z.array(toolGrant).max(50).optional(),
  autonomy: autonomy.optional(),
  model: modelChoice.optional(),
  modelParams: modelParams.optional(),
  limits: taskLimits.optional(),
  /** `null` is the bench: no team, no tools. */
  teamId: idInput('team').nullable().optional(),
};

/** Only the role is needed: the rest comes from the catalogue. */
export const hireEmployeeInput = z.object({ role: z.string().min(1).max(64), ...changes });
export type HireEmployeeInput = z.output<typeof hireEmployeeInput>;

/** A stale revision is refused with 409. */
export const updateEmployeeInput = z.object({
  id: idInput('employee'),
  revision: z.int().optional(),
  ...changes,
  status: z.enum(['active', 'paused']).optional(),
  note: z.string().max(500).optional(),
});
export type UpdateEmployeeInput = z.output<typeof updateEmployeeInput>;

export const employeeVersion = z
  .object({
    n: z.int(),
    by: z.string(),
    note: z.string().nullable(),
    at: z.iso.datetime(),
    body: employeeBody,
  })
  .meta({ id: 'EmployeeVersion' });

export const listEmployeeVersionsInput = pageInput.extend({ id: idInput('employee') });
export type ListEmployeeVersionsInput = z.output<typeof listEmployeeVersionsInput>;

export const roleSummary = z
  .object({
    key: z.string(),
    title: z.string(),
    summary: z.string(),
    icon: z.string(),
    suggestedName: z.string(),
    tools: z.array(z.string()),
  })
  .meta({ id: 'Role' });

export const team = z
  .object({
    id: idOutput('team'),
    name: z.string(),
    charter: z.string(),
    leaderId: idOutput('employee').nullable(),
    revision: z.int(),
    tools: z.array(teamTool),
    members: z.array(
      z.object({ id: idOutput('employee'), name: z.string(), title: z.string(), status: employeeStatus }),
    ),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Team' });
export type Team = z.output<typeof team>;

export const createTeamInput = z.object({
  name: z.string().trim().min(1).max(100),
  charter: z.string().max(4_000).default(''),
});
export type CreateTeamInput = z.output<typeof createTeamInput>;

export const updateTeamInput = z.object({
  id: idInput('team'),
  revision: z.int().optional(),
  name: createTeamInput.shape.name.optional(),
  charter: z.string().max(4_000).optional(),
  leaderId: idInput('employee').nullable().optional(),
});
export type UpdateTeamInput = z.output<typeof updateTeamInput>;
