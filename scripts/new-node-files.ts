/** A name in the forms that code and people write. */
export type Names = {
  /** `send-teams` */
  name: string;
  /** `sendTeams` */
  camel: string;
  /** `SendTeams` */
  pascal: string;
  /** `Send teams` */
  title: string;
};

const nodePage = (config: string) => `## When to use

In which situation somebody reaches for it, and what to use instead otherwise.

## Fields

| field | meaning |
| --- | --- |
| Text | What it is for. |

## Example

\`\`\`json config
${config}
\`\`\`
`;

const nodeRisks = `
## What can go wrong

- **\`code\`.** What it means, and what to do.
`;

export function nodeFiles({ name, camel, pascal, title }: Names): Record<string, string> {
  const definition = `import { z } from 'zod';
import { plainText, shortText } from '../../node/config-pieces.ts';
import { defineNode } from '../../node/define-node.ts';
import { field } from '../../node/field.ts';

export const ${camel} = defineNode({
  type: '${name}',
  title: '${title}',
  summary: 'Says in one sentence what it does.',
  category: 'data',
  icon: 'Square',
  synonyms: [],
  config: z.object({
    text: field(plainText, { label: 'Text', control: 'text', bindable: true }),
  }),
  initial: { text: '' },
  summarise: ({ text }) => shortText(text) || 'No text yet',
  outputShape: () => ({ type: 'object', properties: { text: { type: 'string' } }, required: ['text'] }),
  sampleOutput: () => ({ text: 'text' }),
});
`;
  const executor = `import { defineExecutor } from '../../node/define-executor.ts';
import { done } from '../../node/step-result.ts';
import { ${camel} } from './${name}.definition.ts';

export const execute${pascal} = defineExecutor(${camel}, async ({ config }) => done('out', { text: config.text }));
`;
  const test = `import { expect, it } from 'vitest';
import { runExecutor } from '../../node/run-executor.testing.ts';
import { execute${pascal} } from './${name}.executor.ts';

it('does what its page promises', async () => {
  const { result } = await runExecutor(execute${pascal}, { config: { text: 'in' } });
  expect(result).toMatchObject({ kind: 'done', output: { text: 'what it promises' } });
});
`;
  const result = '\n```json result\n{ "kind": "done", "port": "out", "output": { "text": "Hello" } }\n```\n';
  return {
    [`${name}.definition.ts`]: definition,
    [`${name}.executor.ts`]: executor,
    [`${name}.docs.md`]: `${nodePage('{ "text": "Hello" }')}${result}${nodeRisks}`,
    [`${name}.test.ts`]: test,
  };
}

export function triggerFiles({ name, camel, title }: Names): Record<string, string> {
  const definition = `import { z } from 'zod';
import { defineNode } from '../../node/define-node.ts';
import { requestShape, senderLine } from '../../node/trigger-shape.ts';
import { triggerFields } from '../../source/trigger-config.ts';

const plain = { id: 'A-1' };

export const ${camel} = defineNode({
  type: '${name}',
  title: '${title}',
  summary: 'Starts when something happens.',
  category: 'start',
  icon: 'Bolt',
  synonyms: [],
  trigger: { kind: 'webhook', ingress: true },
  config: z.object({ ...triggerFields }),
  initial: { source: 'generic' },
  summarise: ({ source }) => senderLine(source, 'From any system'),
  outputShape: () => requestShape(),
  sampleOutput: () => ({ kind: 'webhook', receivedAt: '2026-11-23T09:00:00.000Z', body: plain }),
  samples: [{ id: 'plain', title: 'The usual request', payload: plain }],
});
`;
  const test = `import { expect, it } from 'vitest';
import { ${camel} } from './${name}.definition.ts';

it('has a plain sample, an exception and a hostile one', () => {
  expect(${camel}.samples.map((sample) => sample.id)).toEqual(['plain', 'exception', 'hostile']);
});
`;
  return {
    [`${name}.definition.ts`]: definition,
    [`${name}.docs.md`]: `${nodePage('{ "source": "generic" }')}${nodeRisks}`,
    [`${name}.test.ts`]: test,
  };
}
