import { roleDefinitions } from '@sista/shared/roles';
import { evaluateScript } from '../model/evaluate-script.ts';
import type { ModelOutcome, ModelRequest, OpenModel } from '../model/model-call.types.ts';
import { openSandboxModel } from '../model/sandbox-model.ts';

const orderDesk = roleDefinitions['order-desk'];
export const output = orderDesk?.outputPresets[0]?.output ?? null;
export const order = {
  order: {
    id: '1042',
    number: '1042',
    total: 184,
    customer: { name: 'Ada Lovelace', email: 'ada@example.com' },
    items: [
      { sku: 'LAMP-01', quantity: 2, price: 79 },
      { sku: 'MUG-04', quantity: 1, price: 26 },
    ],
  },
};

/** The sandbox under another name, which counts what it was asked. */
export function countingModel(): OpenModel & { asked: ModelRequest[] } {
  const sandbox = openSandboxModel({ examples: orderDesk?.examples ?? [], evaluate: evaluateScript });
  const asked: ModelRequest[] = [];
  return {
    ...sandbox,
    ref: 'test:counting',
    sandbox: false,
    asked,
    call: (request, options) => {
      asked.push(request);
      return sandbox.call(request, options);
    },
  };
}

/** Answers in turn; the last answer again and again. */
export function scriptedModel(answers: readonly ModelOutcome[]): OpenModel & { asked: ModelRequest[] } {
  const asked: ModelRequest[] = [];
  return {
    ref: 'test:scripted',
    sandbox: false,
    structured: null,
    providerId: null,
    asked,
    call: async (request) => {
      asked.push(request);
      return answers[Math.min(asked.length, answers.length) - 1] as ModelOutcome;
    },
  };
}

export const says = (
  text: string,
  more: Partial<Extract<ModelOutcome, { kind: 'answer' }>> = {},
): ModelOutcome => ({
  kind: 'answer',
  text,
  finish: 'stop',
  calls: [],
  tokensIn: 10,
  tokensOut: 5,
  estimated: false,
  ...more,
});
export const calls = (...made: { tool: string; args: unknown }[]) =>
  says('', { calls: made, finish: 'tool-calls' });
export const submits = (args: unknown) => calls({ tool: 'submit_result', args });
export const lost = (code: Extract<ModelOutcome, { kind: 'lost' }>['code'], more = {}): ModelOutcome => ({
  kind: 'lost',
  outcome: 'released',
  code,
  message: 'The provider said no.',
  retryAfterMs: null,
  ...more,
});
