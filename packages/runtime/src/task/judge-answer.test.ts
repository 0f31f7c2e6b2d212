import { textOutput } from '@sista/shared/employee/output-schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstJson, judgeSubmission, judgeText } from './judge-answer.ts';

const shape = {
  type: 'object' as const,
  properties: { a: { type: 'string' as const } },
  required: ['a'],
  additionalProperties: false,
};

describe('firstJson', () => {
  it('finds any object in prose and fences around it', () => {
    const prose = fc.string().map((text) => text.replace(/[{}[\]"\\]/g, ''));
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }),
        prose,
        prose,
        (value, before, after) => {
          const text = `${before}\n\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\`\n${after}`;
          expect(JSON.stringify(firstJson(text))).toBe(JSON.stringify(value));
        },
      ),
    );
  });

  it('passes by braces that are no JSON, and gives up on what is none', () => {
    expect(firstJson('Use {curly} braces: {"a": "}"}')).toEqual({ a: '}' });
    expect(firstJson('no json here')).toBeUndefined();
    expect(firstJson('{"a": "open')).toBeUndefined();
    expect(firstJson('{'.repeat(100_000))).toBeUndefined();
  });
});

describe('judging an answer', () => {
  it('names what does not fit, by path', () => {
    expect(judgeSubmission({ a: 5, b: 1 }, shape)).toMatchObject({
      ok: false,
      issues: expect.stringContaining('a: '),
    });
    expect(judgeSubmission({ a: 'x' }, shape)).toEqual({ ok: true, output: { a: 'x' } });
  });

  it('takes words as they are only where a text is wanted', () => {
    expect(judgeText(' All is well. ', textOutput)).toEqual({ ok: true, output: { text: 'All is well.' } });
    expect(judgeText('{"text": "well"}', textOutput)).toEqual({ ok: true, output: { text: 'well' } });
    expect(judgeText('All is well.', shape)).toMatchObject({ ok: false });
    expect(judgeText('', textOutput)).toMatchObject({ ok: false });
  });
});
