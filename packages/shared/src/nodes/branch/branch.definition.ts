import { z } from 'zod';
import { isRecord } from '../../node/config-pieces.ts';
import { type ConfigIssue, defineNode, type Port } from '../../node/define-node.ts';
import { field } from '../../node/field.ts';
import { isOneExpression } from '../../node/shape-of.ts';

const portName = z
  .string()
  .min(1, 'Name this way out.')
  .max(64, 'At most 64 characters.')
  .refine((name) => name !== 'error', 'The way out "error" is the one for failures. Choose another name.');

/** Leaves by the port of the first condition that holds, else by `otherwise`. */
export const branch = defineNode({
  type: 'branch',
  title: 'Branch',
  summary: 'Goes one of several ways, by conditions.',
  category: 'decide',
  icon: 'GitBranch',
  synonyms: ['if', 'switch', 'route', 'condition', 'decision', 'router'],
  ports: ({ conditions, otherwise }) => portsOf(conditions, otherwise),
  config: z.object({
    conditions: field(
      z
        .array(z.object({ port: portName, when: z.unknown() }))
        .min(1, 'Add a condition.')
        .max(50),
      {
        label: 'Ways',
        control: 'conditions',
        help: 'The first condition that holds decides. They are read from top to bottom.',
        bindable: true,
      },
    ),
    otherwise: field(portName.default('otherwise'), {
      label: 'Otherwise',
      control: 'text',
      help: 'The way out when no condition holds.',
    }),
  }),
  initial: { conditions: [{ port: 'yes', when: '' }], otherwise: 'no' },
  summarise: ({ conditions, otherwise }) =>
    portsOf(conditions, otherwise)
      .map((port) => port.label)
      .join(' · '),
  outputShape: ({ conditions, otherwise }) => ({
    type: 'object',
    properties: { port: { enum: portsOf(conditions, otherwise).map((port) => port.name) } },
    required: ['port'],
    additionalProperties: false,
  }),
  sampleOutput: ({ conditions, otherwise }) => ({
    port: portsOf(conditions, otherwise)[0]?.name ?? 'otherwise',
  }),
  issues: ({ conditions, otherwise }) => [
    ...portIssues(conditions, otherwise),
    ...conditionIssues(conditions),
  ],
});

const rowsOf = (conditions: unknown): Record<string, unknown>[] =>
  Array.isArray(conditions) ? conditions.map((row) => (isRecord(row) ? row : {})) : [];

/** The ports in the order of the rows, each once; a row without a name has none yet. */
function portsOf(conditions: unknown, otherwise: unknown): Port[] {
  const last = typeof otherwise === 'string' && otherwise !== '' ? otherwise : 'otherwise';
  const names = rowsOf(conditions).map((row) => row.port);
  const unique = new Set([...names, last].filter((name) => typeof name === 'string' && name !== ''));
  return [...(unique as Set<string>)].map((name) => ({ name, label: name }));
}

function portIssues(conditions: unknown, otherwise: unknown): ConfigIssue[] {
  const seen = new Set<unknown>();
  const issues: ConfigIssue[] = [];
  const names = rowsOf(conditions).map((row, index) => [row.port, `conditions.${index}.port`] as const);
  for (const [name, path] of [...names, [otherwise, 'otherwise'] as const]) {
    if (name === undefined || name === '') continue;
    if (seen.has(name))
      issues.push({
        path,
        code: 'duplicate_port',
        message: `Two ways out are called ${name}. Rename one of them.`,
      });
    seen.add(name);
  }
  return issues;
}

function conditionIssues(conditions: unknown): ConfigIssue[] {
  return rowsOf(conditions).flatMap((row, index) => {
    const path = `conditions.${index}.when`;
    const { when } = row;
    if (when === undefined || when === null || when === '')
      return [{ path, code: 'required', message: `Say when ${row.port || 'this way'} is taken.` }];
    if (typeof when !== 'string' || isOneExpression(when)) return [];
    return [{ path, code: 'not_a_condition', message: notACondition }];
  });
}

const notACondition =
  'This is a text, which always counts as true. Write the whole condition between {{ and }}: {{ trigger.body.total > 100 }}.';
