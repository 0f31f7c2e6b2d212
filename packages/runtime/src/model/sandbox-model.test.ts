import type { LanguageModelV4CallOptions, LanguageModelV4FunctionTool } from '@ai-sdk/provider';
import { closeOutputSchema, outputSchemaIssues, zodOfOutput } from '@sista/shared/employee/output-schema';
import type { DataShape } from '@sista/shared/node/data-shape';
import type { SandboxExample } from '@sista/shared/role/define-role';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fenceData } from '../task/fence-data.ts';
import { evaluateScript } from './evaluate-script.ts';
import { createSandboxModel } from './sandbox-model.ts';

const nonce = '7f3a9c21d0e4b5a6';
const order = {
  order: {
    id: '1042',
    total: 184,
    customer: { name: 'Ada Lovelace', email: 'ada@example.com' },
    items: [
      { sku: 'LAMP-01', quantity: 2 },
      { sku: 'MUG-04', quantity: 1 },
    ],
  },
};

const tool = (name: string, inputSchema: DataShape): LanguageModelV4FunctionTool => ({
  type: 'function',
  name,
  inputSchema: inputSchema as LanguageModelV4FunctionTool['inputSchema'],
});
const object = (properties: Record<string, DataShape>): DataShape => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

type Asked = {
  input: unknown;
  output?: DataShape;
  tools?: LanguageModelV4FunctionTool[];
  results?: Record<string, unknown>;
};

function requestOf({ input, output, tools = [], results = {} }: Asked): LanguageModelV4CallOptions {
  const asTool = output && tools.length > 0;
  return {
    prompt: [
      {
        role: 'user',
        content: [
          { type: 'text', text: fenceData(nonce, { source: 'input', trust: 'untrusted', value: input }) },
        ],
      },
      ...Object.entries(results).map(([toolName, value]) => ({
        role: 'tool' as const,
        content: [
          {
            type: 'tool-result' as const,
            toolCallId: toolName,
            toolName,
            output: {
              type: 'text' as const,
              value: fenceData(nonce, { source: toolName, trust: 'untrusted', value }),
            },
          },
        ],
      })),
    ],
    ...(tools.length > 0
      ? { tools: asTool ? [...tools, tool('submit_result', closeOutputSchema(output))] : tools }
      : {}),
    ...(output && !asTool
      ? { responseFormat: { type: 'json', schema: closeOutputSchema(output) as object } }
      : {}),
  };
}

async function ask(asked: Asked, examples: SandboxExample[] = []) {
  const { content, usage } = await createSandboxModel({ examples, evaluate: evaluateScript }).doGenerate(
    requestOf(asked),
  );
  const part = content[0];
  if (part?.type === 'tool-call') return { tool: part.toolName, value: JSON.parse(part.input), usage };
  return { tool: null, value: part?.type === 'text' ? JSON.parse(part.text) : undefined, usage };
}

const skus = object({ skus: { type: 'array', items: { type: 'string' }, minItems: 1 } });
const query = object({ query: { type: 'string', minLength: 1 } });

describe('the sandbox model calls tools', () => {
  it('collects a list argument from the payload by its name', async () => {
    expect(await ask({ input: order, tools: [tool('check_stock', skus)] })).toMatchObject({
      tool: 'check_stock',
      value: { skus: ['LAMP-01', 'MUG-04'] },
    });
  });

  it('calls each once, in the order offered, then submits', async () => {
    const tools = [tool('check_stock', skus), tool('past_orders', object({}))];
    const output = object({ id: { type: 'string' } });
    const results = { check_stock: { ok: true, rows: [] } };
    expect((await ask({ input: order, output, tools, results })).tool).toBe('past_orders');
    const all = { ...results, past_orders: { ok: true, rows: [] } };
    expect(await ask({ input: order, output, tools, results: all })).toMatchObject({
      tool: 'submit_result',
      value: { id: '1042' },
    });
  });

  it('passes by a tool whose arguments it does not know, unless the script gives them', async () => {
    const tools = [tool('search_policies', query)];
    const output = object({ id: { type: 'string' } });
    expect((await ask({ input: order, output, tools })).tool).toBe('submit_result');
    const script = [
      { calls: [{ tool: 'search_policies', args: { query: 'order {{ input.order.id }}' } }], set: {} },
    ];
    expect(await ask({ input: order, output, tools }, script)).toMatchObject({
      tool: 'search_policies',
      value: { query: 'order 1042' },
    });
  });

  it('finds arguments in the results of other tools', async () => {
    const tools = [
      tool('recent_commits', object({})),
      tool('commit_detail', object({ sha: { type: 'string' } })),
    ];
    const results = { recent_commits: { ok: true, rows: [{ sha: '9f2c1ab' }] } };
    expect(await ask({ input: {}, tools, results })).toMatchObject({
      tool: 'commit_detail',
      value: { sha: '9f2c1ab' },
    });
  });
});

describe('the sandbox model answers', () => {
  it('plays the first example that holds, over payload and results, and labels prose but not copies', async () => {
    const output = object({
      decision: { enum: ['approve', 'hold'] },
      customer: { type: 'string' },
      note: { type: 'string' },
      risk: { type: 'integer', minimum: 0, maximum: 100 },
    });
    const examples: SandboxExample[] = [
      { when: 'input.order.total > 1000', set: { decision: 'hold' } },
      {
        when: '$count(tools.past_orders.rows) > 0',
        set: {
          decision: 'approve',
          customer: '{{ input.order.customer.name }}',
          note: 'Order {{ input.order.id }} is usual.',
          risk: '{{ $count(tools.past_orders.rows) * 10 }}',
        },
      },
    ];
    const results = { past_orders: { ok: true, rows: [{ id: 'a' }] } };
    expect((await ask({ input: order, output, results }, examples)).value).toEqual({
      decision: 'approve',
      customer: 'Ada Lovelace',
      note: '[sandbox] Order 1042 is usual.',
      risk: 10,
    });
  });

  it('ignores what a script says where it does not fit the schema', async () => {
    const output = object({ risk: { type: 'integer', minimum: 0, maximum: 10 } });
    const { value } = await ask({ input: {}, output }, [{ set: { risk: 'very high' } }]);
    expect(value).toEqual({ risk: 5 });
  });

  it('is the same for the same request, and counts characters / 4', async () => {
    const output = object({ text: { type: 'string' } });
    const [first, second] = [await ask({ input: order, output }), await ask({ input: order, output })];
    expect(first).toEqual(second);
    expect(first.value.text).toMatch(/^\[sandbox\] /);
    expect(first.usage.inputTokens.total).toBeGreaterThan(50);
  });

  it('fills 2,000 random schemas with values that are valid', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(anyOutput, fc.jsonValue(), async (output, input) => {
        expect(outputSchemaIssues(output)).toEqual([]);
        const { value } = await ask({ input, output });
        expect(zodOfOutput(output).safeParse(value)).toMatchObject({ success: true });
      }),
      { numRuns: 2_000 },
    );
  });
});

const names = fc.constantFrom(
  'a',
  'sku',
  'email',
  'total',
  'on_hand',
  'summary',
  'items',
  'customerName',
  'toString',
  'query',
);
const range = fc.tuple(fc.integer({ min: -50, max: 50 }), fc.nat(40));
const lengths = fc.tuple(fc.nat(12), fc.nat(30));
const nullable = (shape: DataShape, yes: boolean): DataShape =>
  yes && typeof shape.type === 'string' ? { ...shape, type: [shape.type, 'null'] } : shape;

const leaf: fc.Arbitrary<DataShape> = fc.oneof(
  fc
    .uniqueArray(fc.oneof(fc.string({ maxLength: 6 }), fc.integer(), fc.boolean()), {
      minLength: 1,
      maxLength: 4,
    })
    .map((values) => ({ enum: values })),
  fc.oneof(fc.string(), fc.integer(), fc.constant(null)).map((value) => ({ const: value })),
  fc
    .tuple(lengths, fc.boolean())
    .map(([[least, more], yes]) =>
      nullable({ type: 'string', minLength: least, maxLength: least + more }, yes),
    ),
  fc
    .constantFrom('date', 'date-time', 'email', 'uri', 'uuid')
    .map((format) => ({ type: 'string' as const, format })),
  fc
    .tuple(range, fc.boolean())
    .map(([[low, width], yes]) => nullable({ type: 'integer', minimum: low, maximum: low + width }, yes)),
  range.map(([low, width]) => ({
    type: 'integer' as const,
    exclusiveMinimum: low,
    exclusiveMaximum: low + width + 2,
  })),
  range.map(([low, width]) => ({
    type: 'number' as const,
    exclusiveMinimum: low / 8,
    maximum: (low + width + 1) / 8,
  })),
  fc.constant({ type: 'boolean' as const }),
);
const { shape } = fc.letrec<{ shape: DataShape }>((tie) => ({
  shape: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc
      .dictionary(names, tie('shape'), { minKeys: 1, maxKeys: 4 })
      .map((properties) => ({ type: 'object' as const, properties })),
    fc.tuple(tie('shape'), fc.nat(3), fc.nat(3)).map(([items, least, more]) => ({
      type: 'array' as const,
      items,
      minItems: least,
      maxItems: least + more,
    })),
  ),
}));
const anyOutput: fc.Arbitrary<DataShape> = fc
  .dictionary(names, shape, { minKeys: 1, maxKeys: 5 })
  .map((properties) => ({ type: 'object' as const, properties }));
