/**
 * Natural batching, without a timer: while a batch is at the database what arrives queues; when it returns,
 * all that waits goes together. An idle system pays one commit, a loaded one at most two.
 */
export type Batcher<Item, Result> = {
  add(item: Item): Promise<Result>;
  /** Items that wait for a batch, without those at the database. */
  waiting(): number;
  /** Resolves when nothing waits and nothing is at the database. */
  drained(): Promise<void>;
};

export type BatcherOptions<Item, Result> = {
  maxItems: number;
  /** Writes a batch in one commit; one result per item, in order. */
  write: (items: readonly Item[]) => Promise<Result[]>;
  /** A failed batch may hold one bad row: its items go again one by one, unless the database itself is away. */
  isOutage: (error: unknown) => boolean;
};

type Waiting<Item, Result> = {
  item: Item;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
};

export function createBatcher<Item, Result>(options: BatcherOptions<Item, Result>): Batcher<Item, Result> {
  let queue: Waiting<Item, Result>[] = [];
  let busy = false;
  let onDrained: (() => void)[] = [];

  async function writeAll(batch: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await options.write(batch.map(({ item }) => item));
      for (const [index, waiting] of batch.entries()) waiting.resolve(results[index] as Result);
    } catch (error) {
      if (batch.length === 1 || options.isOutage(error)) {
        for (const waiting of batch) waiting.reject(error);
        return;
      }
      for (const waiting of batch) await writeAll([waiting]);
    }
  }

  async function loop(): Promise<void> {
    busy = true;
    while (queue.length > 0) {
      const batch = queue.slice(0, options.maxItems);
      queue = queue.slice(options.maxItems);
      await writeAll(batch);
    }
    busy = false;
    for (const resolve of onDrained) resolve();
    onDrained = [];
  }

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        queue.push({ item, resolve, reject });
        // One turn of the event loop, so that what arrived in the same read of the socket goes together.
        if (!busy) {
          busy = true;
          setImmediate(() => void loop());
        }
      }),
    waiting: () => queue.length,
    drained: () => (busy ? new Promise((resolve) => onDrained.push(resolve)) : Promise.resolve()),
  };
}
