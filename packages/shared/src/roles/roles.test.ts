import { describe, expect, it } from 'vitest';
import { employeeBody } from '../employee/employee.schema.ts';
import { outputSchemaIssues } from '../employee/output-schema.ts';
import { roleDefinitions } from '../roles.gen.ts';

describe.each(Object.entries(roleDefinitions))('the role %s', (key, role) => {
  it('can be hired as it is, and asks for results that every model can give', () => {
    expect(role.key).toBe(key);
    const { suggestedName: name, title, instructions, persona } = role;
    const tools = role.tools.map((tool) => ({ name: tool }));
    expect(employeeBody.safeParse({ name, role: key, title, instructions, persona, tools })).toMatchObject({
      success: true,
    });
    for (const { output } of role.outputPresets) expect(outputSchemaIssues(output)).toEqual([]);
    expect(role.summary).toMatch(/^[A-Z].*\.$/);
  });
});
