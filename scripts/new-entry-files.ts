import type { Names } from './new-node-files.ts';

export function sourceFiles({ name, camel, title }: Names): Record<string, string> {
  const definition = `import { defineSource } from '../../source/define-source.ts';
import { hmacScheme } from '../../source/scheme.schema.ts';
import { ${camel}Samples } from './${name}.samples.ts';

export const ${camel}Source = defineSource({
  id: '${name}',
  label: '${title}',
  summary: 'Says in one sentence what it sends.',
  icon: 'Webhook',
  shapes: [],
  events: [],
  scheme: hmacScheme.parse({ mode: 'hmac', header: 'X-Signature', encoding: 'hex' }),
  eventType: ['json:/type'],
  dedupe: { id: [{ parts: ['json:/id'] }], signed: true },
  setup: ['Paste {url} into the settings of the sender.'],
  samples: ${camel}Samples,
});
`;
  const reader = `import type { SourceReader } from '../../source/define-source.ts';

export const ${camel}Reader: SourceReader = { source: '${name}', normalise: {} };
`;
  const samples = `import type { SourceSample } from '../../source/define-source.ts';

export const ${camel}Samples: readonly SourceSample[] = [
  {
    id: 'usual',
    title: 'The usual request',
    headers: { 'content-type': 'application/json' },
    payload: { id: 'A-1', type: 'thing.created' },
    shapes: [],
    size: 'usual',
  },
];
`;
  const page = `# ${title}

What it sends, and which triggers it feeds.

## Set up

1. Where to click at the sender.

## What ${title} does

- How it signs, when it sends again, and its traps.
`;
  const test = `import { expect, it } from 'vitest';
import { ${camel}Source } from './${name}.definition.ts';

it('has a usual sample, a large and an awkward one', () => {
  const sizes = ${camel}Source.samples.map((sample) => sample.size);
  expect(sizes).toEqual(expect.arrayContaining(['usual', 'large', 'awkward']));
});
`;
  return {
    [`${name}.definition.ts`]: definition,
    [`${name}.reader.ts`]: reader,
    [`${name}.samples.ts`]: samples,
    [`${name}.docs.md`]: page,
    [`${name}.test.ts`]: test,
  };
}

export function toolFiles({ name, camel, pascal, title }: Names): Record<string, string> {
  const definition = `import { z } from 'zod';
import { defineTool } from '../../tool/define-tool.ts';

export const ${camel}Tool = defineTool({
  id: '${name}',
  title: '${title}',
  summary: 'Says in one sentence what an employee can do with it.',
  icon: 'Tool',
  settings: z.object({}),
  parameters: () => ({
    type: 'object',
    properties: { query: { type: 'string', minLength: 1, maxLength: 300, description: 'What you need to know.' } },
    required: ['query'],
    additionalProperties: false,
  }),
  target: () => '${title}',
});
`;
  const executor = `import { defineToolExecutor } from '../../tool/define-tool.ts';
import { ${camel}Tool } from './${name}.definition.ts';

export const execute${pascal}Tool = defineToolExecutor(${camel}Tool, async ({ args }) => ({
  ok: true,
  asked: args.query,
}));
`;
  const page = `# ${title}

## When to use
What an employee needs it for.

## Settings
- None.

## What can go wrong
- *What happens*: what to do.
`;
  const test = `import { expect, it } from 'vitest';
import type { ToolContext } from '../../tool/define-tool.ts';
import { execute${pascal}Tool } from './${name}.executor.ts';

const query = async () => ({ rows: [], truncated: false });
const context: ToolContext = { query, taskInput: {}, signal: new AbortController().signal, now: 0 };

it('answers what it is asked', async () => {
  const result = await execute${pascal}Tool.run({ args: { query: 'in' }, settings: {}, context });
  expect(result).toEqual({ ok: true, answer: 'what it promises' });
});
`;
  return {
    [`${name}.definition.ts`]: definition,
    [`${name}.executor.ts`]: executor,
    [`${name}.docs.md`]: page,
    [`${name}.test.ts`]: test,
  };
}

export function templateFiles({ name, camel, title }: Names): Record<string, string> {
  const template = `import { defineTemplate } from '../../template/define-template.ts';

export const ${camel}Template = defineTemplate({
  id: '${name}',
  title: '${title}',
  outcome: 'Says in one sentence what is different afterwards.',
  category: 'orders',
  icon: 'Template',
  hires: [],
  document: {
    schema: 'sista.flow/1',
    name: '${title}',
    nodes: [
      { id: 'start', type: 'trigger-manual', name: 'Start', position: { x: 0, y: 0 }, config: { example: {} } },
      { id: 'end', type: 'stop', name: 'End', position: { x: 280, y: 0 }, config: { status: 'succeeded' } },
    ],
    edges: [{ id: 'e1', source: 'start', target: 'end' }],
  },
  samples: [{ id: 'plain', title: 'The usual case', payload: {} }],
  makeItYours: [{ nodeId: 'start', path: 'config.example', label: 'The input' }],
  script: {},
  expected: {
    plain: { status: 'succeeded', path: ['end'], outputs: {} },
    exception: { status: 'succeeded', path: ['end'], outputs: {} },
    hostile: { status: 'succeeded', path: ['end'], outputs: {} },
  },
});
`;
  const page = `# ${title}

## What it does
What happens from the first step to the last.

## Make it yours
The three fields to change.
`;
  const test = `import { expect, it } from 'vitest';
import { ${camel}Template } from './${name}.template.ts';

it('has a plain sample, an exception and a hostile one', () => {
  expect(${camel}Template.samples.map((sample) => sample.id)).toEqual(['plain', 'exception', 'hostile']);
});
`;
  return { [`${name}.template.ts`]: template, [`${name}.docs.md`]: page, [`${name}.test.ts`]: test };
}

export function roleFiles({ name, camel, title }: Names): Record<string, string> {
  const role = `import { defineRole } from '../../role/define-role.ts';

export const ${camel}Role = defineRole({
  key: '${name}',
  title: '${title}',
  summary: 'Says in one sentence what this employee does for you.',
  icon: 'User',
  suggestedName: 'Alex',
  instructions: '',
  persona: '',
  tools: [],
  outputPresets: [],
  sampleTask: { title: 'A first task', instructions: 'Say in one sentence what this is about.', input: {} },
  examples: [],
});
`;
  const test = `import { expect, it } from 'vitest';
import { ${camel}Role } from './${name}.role.ts';

it('knows its duties, what to do in doubt, and how to write', () => {
  expect(${camel}Role.instructions.length).toBeGreaterThan(200);
  expect(${camel}Role.persona).not.toBe('');
});
`;
  return { [`${name}.role.ts`]: role, [`${name}.test.ts`]: test };
}
