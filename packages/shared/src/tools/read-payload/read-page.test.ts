import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPage } from './read-page.ts';

describe('readPage', () => {
  it('reads any text whole, page after page', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.nat(1_000), (piece, times) => {
        const log = piece.repeat(times + 1);
        let read = '';
        let offset: number | null = 0;
        while (offset !== null) {
          const page: Record<string, unknown> = readPage({ log }, '/log', offset);
          read += page.page;
          offset = page.nextOffset as number | null;
        }
        expect(read).toBe(log);
      }),
      { numRuns: 20 },
    );
  });

  it('follows a pointer with escapes and says what is there instead', () => {
    expect(readPage({ 'a/b': { '~': [1, 'x'] } }, '/a~1b/~0/1', 0)).toMatchObject({ ok: true, page: 'x' });
    expect(() => readPage({ order: {}, log: '' }, '/lag', 0)).toThrow(/Members here: order, log/);
    expect(() => readPage({ log: 'x' }, '/log', 9)).toThrow(/behind its end/);
    expect(() => readPage({}, '/constructor', 0)).toThrow(/There is nothing/);
  });
});
