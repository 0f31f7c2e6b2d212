import { describe, expect, it } from 'vitest';
import { type BatcherOptions, createBatcher } from './batcher.ts';

/** A database that takes every batch and answers when the test says so. */
function openWriter(more: Partial<BatcherOptions<number, string>> = {}) {
  const batches: { items: readonly number[]; answer: () => void; fail: (error: Error) => void }[] = [];
  const batcher = createBatcher<number, string>({
    maxItems: 4,
    isOutage: (error) => (error as Error).message === 'away',
    write: (items) =>
      new Promise((resolve, reject) => {
        batches.push({ items, answer: () => resolve(items.map((item) => `kept ${item}`)), fail: reject });
      }),
    ...more,
  });
  return { batches, batcher };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));
const turns = async () => {
  for (let nth = 0; nth < 4; nth += 1) await turn();
};
const addAll = (batcher: { add(item: number): Promise<string> }, ...items: number[]) =>
  items.map((item) => {
    const added = batcher.add(item);
    added.catch(() => {});
    return added;
  });

describe('a batcher', () => {
  it('sends one batch at a time, and all that came meanwhile together', async () => {
    const { batches, batcher } = openWriter();
    const [first] = addAll(batcher, 1);
    await turns();
    const later = addAll(batcher, 2, 3, 4, 5, 6);
    await turns();
    expect(batches.map(({ items }) => items)).toEqual([[1]]);
    batches[0]?.answer();
    expect(await first).toBe('kept 1');
    await turns();
    expect(batches.map(({ items }) => items)).toEqual([[1], [2, 3, 4, 5]]);
    batches[1]?.answer();
    await turns();
    batches[2]?.answer();
    expect(await Promise.all(later)).toEqual(['kept 2', 'kept 3', 'kept 4', 'kept 5', 'kept 6']);
    await batcher.drained();
  });

  it('fills a second batch beside the first only when enough waits, and never a third', async () => {
    const { batches, batcher } = openWriter({ besideAt: 2 });
    void addAll(batcher, 1);
    await turns();
    void addAll(batcher, 2);
    await turns();
    expect(batches).toHaveLength(1);
    void addAll(batcher, 3);
    await turns();
    expect(batches.map(({ items }) => items)).toEqual([[1], [2, 3]]);
    void addAll(batcher, 4, 5, 6, 7);
    await turns();
    expect(batches).toHaveLength(2);
    expect(batcher.waiting()).toBe(4);
  });

  it('ends a batch before it grows too large, and lets one large item go alone', async () => {
    const { batches, batcher } = openWriter({ sizeOf: (item) => item, maxBytes: 10 });
    void addAll(batcher, 99, 4, 4, 4);
    expect(batcher.waitingBytes()).toBe(111);
    await turns();
    batches[0]?.answer();
    await turns();
    expect(batches.map(({ items }) => items)).toEqual([[99], [4, 4]]);
    expect(batcher.waitingBytes()).toBe(4);
  });

  it('gives up what has waited too long, and nothing that is at the database', async () => {
    const { batches, batcher } = openWriter({ maxWaitMs: 20, tooLate: () => new Error('too late') });
    const [first] = addAll(batcher, 1);
    await turns();
    const [second] = addAll(batcher, 2);
    await expect(second).rejects.toThrow('too late');
    expect(batcher.waiting()).toBe(0);
    batches[0]?.answer();
    expect(await first).toBe('kept 1');
  });

  it('sends the items of a refused batch one by one, so that a bad one fails alone', async () => {
    const { batches, batcher } = openWriter();
    const added = addAll(batcher, 1, 2);
    await turns();
    batches[0]?.fail(new Error('a bad row'));
    await turns();
    batches[1]?.answer();
    await turns();
    batches[2]?.fail(new Error('a bad row'));
    expect(await added[0]).toBe('kept 1');
    await expect(added[1]).rejects.toThrow('a bad row');
  });

  it('tries nothing again while the database is away', async () => {
    const { batches, batcher } = openWriter();
    const added = addAll(batcher, 1, 2);
    await turns();
    batches[0]?.fail(new Error('away'));
    for (const each of added) await expect(each).rejects.toThrow('away');
    expect(batches).toHaveLength(1);
  });
});
