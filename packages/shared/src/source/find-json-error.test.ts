import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describePlace, findJsonError } from './find-json-error.ts';

const parses = (json: string): boolean => {
  try {
    JSON.parse(json);
    return true;
  } catch {
    return false;
  }
};

describe('where JSON breaks', () => {
  it.each([
    ['{"a":}', 5],
    ['{"a":1,}', 7],
    ['[1,]', 3],
    ['{a:1}', 1],
    ['{"a" 1}', 5],
    ['[1 2]', 3],
    ['[1}', 2],
    ['{"a":"b', 5],
    ['"a\nb"', 0],
    ['01', 1],
    ['[', 1],
    ['{}{}', 2],
    ['', 0],
    ['nul', 0],
  ])('finds it in %j at %i', (json, at) => {
    expect(findJsonError(json)).toBe(at);
  });

  it('finds nothing where the engine finds nothing, and something where it does', () => {
    const broken = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom(',', '}', ']', '"', '{', 'x', ''))
      .map(([json, at, sign]) => {
        const place = at % (json.length + 1);
        return json.slice(0, place) + sign + json.slice(place + 1);
      });
    fc.assert(
      fc.property(fc.oneof(fc.json(), broken), (json) => {
        expect(findJsonError(json) === null).toBe(parses(json));
      }),
      { numRuns: 2_000 },
    );
  });

  it('copes with depth and with long texts', () => {
    expect(findJsonError('['.repeat(200_000))).toBe(200_000);
    expect(findJsonError(`["${'a\\n'.repeat(400_000)}" x]`)).toBe(1_200_004);
  });

  it('names line and column', () => {
    expect(describePlace('{\n "a": }', 8)).toBe('position 8 (line 2, column 7)');
  });
});
