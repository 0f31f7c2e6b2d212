import { describe, expect, it } from 'vitest';
import { modelChoices, modelWords } from './model-words.ts';

const models = {
  defaultModel: 'sandbox:sandbox-1',
  data: [
    { slug: 'sandbox', name: 'Sandbox (scripted, no AI)', defaultModel: 'sandbox-1' },
    { slug: 'acme', name: 'Acme', defaultModel: 'fast-1' },
  ],
};

describe('a model in words', () => {
  it('says that the sandbox is no AI, also where it is the default', () => {
    expect(modelWords('default', models)).toEqual({
      words: 'Sandbox (scripted, no AI)',
      isSandbox: true,
      isDefault: true,
    });
  });

  it('names provider and model, whatever the model has in its name', () => {
    expect(modelWords('acme:org/fast:2', models).words).toBe('Acme: org/fast:2');
    expect(modelWords('gone:m', models).words).toBe('gone: m');
    expect(modelWords('default', undefined).isSandbox).toBe(false);
  });

  it('offers the default, each provider, and what is chosen already', () => {
    const values = modelChoices(models, 'acme:slow-1').map(({ value }) => value);
    expect(values).toEqual(['default', 'sandbox:sandbox-1', 'acme:fast-1', 'acme:slow-1']);
  });
});
