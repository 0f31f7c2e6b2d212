import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import { employeePart, exampleParts, personPart, teamPart } from '../event/fragments.ts';
import { idOutput } from '../ids.ts';

const { employee, team, person } = exampleParts;

export const employeeHired = defineEvent({
  type: 'employee.hired',
  title: 'Employee hired',
  when: 'An employee was hired: by a person, a template, the API or an import.',
  fields: {
    employee: employeePart,
    title: z.string(),
    team: teamPart.optional(),
    autonomy: z.string(),
    model: z.string().nullable(),
    tools: z.array(z.string()),
    budget: z.strictObject({ period: z.string(), limit: z.number() }).optional(),
    via: z.enum(['person', 'template', 'api', 'import']),
    templateId: z.string().optional(),
    by: personPart,
  },
  example: {
    employee: { ...employee, version: 1 },
    title: 'Order desk',
    team,
    autonomy: 'ask',
    model: 'sandbox',
    tools: ['sql_query'],
    via: 'person',
    by: person,
  },
  summarise: (fields) => `${fields.employee.name} joined as ${fields.title}.`,
});

export const employeeUpdated = defineEvent({
  type: 'employee.updated',
  title: 'Employee updated',
  when: 'A new version of an employee was saved.',
  fields: {
    employee: employeePart,
    team: teamPart.optional(),
    /** Of a long text only that it changed. */
    changes: z.array(
      z.strictObject({
        field: z.string(),
        from: z.unknown(),
        to: z.unknown(),
        changed: z.literal(true).optional(),
      }),
    ),
    note: z.string().optional(),
    by: personPart,
  },
  example: {
    employee,
    team,
    changes: [{ field: 'instructions', from: null, to: null, changed: true }],
    by: person,
  },
  summarise: (fields) => {
    const names = fields.changes.map((change) => change.field).join(', ');
    return `${fields.employee.name} was changed: ${names}.`;
  },
});

export const employeeArchived = defineEvent({
  type: 'employee.archived',
  title: 'Employee archived',
  when: 'An employee was archived and takes no more tasks.',
  fields: {
    employee: employeePart,
    team: teamPart.optional(),
    openTasks: z.int(),
    affectedFlows: z.array(z.strictObject({ id: idOutput('flow'), name: z.string() })),
    by: personPart,
  },
  example: {
    employee,
    team,
    openTasks: 0,
    affectedFlows: [{ id: exampleParts.ofRun.flow.id, name: exampleParts.ofRun.flow.name }],
    by: person,
  },
  summarise: (fields) =>
    `${fields.employee.name} was archived; ${fields.affectedFlows.length} flows name the employee.`,
});
