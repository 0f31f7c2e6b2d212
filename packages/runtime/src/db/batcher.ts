/**
 * Natural batching, without a timer: while a batch is at the database what arrives queues; when it returns,
 * all that waits goes together. An idle system pays one commit, a loaded one at most two.
 */
export type Batcher<Item, Result> = {
  add(item: Item): Promise<Result>;
  /** Items that wait for a batch, without those at the database. */
  waiting(): number;
  /** Their `sizeOf`, summed. */
  waitingBytes(): number;
  /** Resolves when nothing waits and nothing is at the database. */
  drained(): Promise<void>;
};

export type BatcherOptions<Item, Result> = {
  maxItems: number;
  /** Writes a batch in one commit; one result per item, in order. */
  write: (items: readonly Item[]) => Promise<Result[]>;
  /** A failed batch may hold one bad row: its items go again one by one, unless the database itself is away. */
  isOutage: (error: unknown) => boolean;
  /**
   * A second batch goes beside the first once this many wait, so that this process fills one while the database
   * writes the other. Without it there is one at a time. Each needs a connection of its own.
   */
  besideAt?: number;
  /** How long the next batch waits before it goes, in ms; asked each time. */
  pace?: () => number;
  /** A batch ends before it holds more bytes than this; one item always goes. */
  maxBytes?: number;
  sizeOf?: (item: Item) => number;
  /** What has waited longer is given up, with the error of `tooLate`. */
  maxWaitMs?: number;
  tooLate?: () => Error;
};

type Waiting<Item, Result> = {
  item: Item;
  bytes: number;
  since: number;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
};

export function createBatcher<Item, Result>(options: BatcherOptions<Item, Result>): Batcher<Item, Result> {
  const { maxItems, maxBytes = Number.POSITIVE_INFINITY, besideAt = Number.POSITIVE_INFINITY } = options;
  const queue: Waiting<Item, Result>[] = [];
  let waitingBytes = 0;
  let inFlight = 0;
  let planned = false;
  const onDrained: (() => void)[] = [];
  let expiry: NodeJS.Timeout | undefined;

  async function writeAll(batch: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await options.write(batch.map(({ item }) => item));
      for (let at = 0; at < batch.length; at += 1) batch[at]?.resolve(results[at] as Result);
    } catch (error) {
      if (batch.length === 1 || options.isOutage(error)) {
        for (const waiting of batch) waiting.reject(error);
        return;
      }
      for (const waiting of batch) await writeAll([waiting]);
    }
  }

  function takeBatch(): Waiting<Item, Result>[] {
    let count = 0;
    let bytes = 0;
    for (; count < queue.length && count < maxItems; count += 1) {
      const next = queue[count]?.bytes ?? 0;
      if (count > 0 && bytes + next > maxBytes) break;
      bytes += next;
    }
    waitingBytes -= bytes;
    return queue.splice(0, count);
  }

  function start(): void {
    planned = false;
    while (queue.length > 0 && (inFlight === 0 || (inFlight === 1 && queue.length >= besideAt))) {
      inFlight += 1;
      void writeAll(takeBatch()).then(() => {
        inFlight -= 1;
        if (queue.length > 0) plan();
        else if (inFlight === 0) for (const resolve of onDrained.splice(0)) resolve();
      });
    }
  }

  /** One turn of the event loop later, so that what arrives in the same read of the sockets goes together. */
  function plan(): void {
    if (planned || queue.length === 0) return;
    if (inFlight > 0 && (inFlight > 1 || queue.length < besideAt)) return;
    planned = true;
    const waitMs = options.pace?.() ?? 0;
    if (waitMs > 0) setTimeout(start, waitMs);
    else setImmediate(start);
  }

  function expireLater(): void {
    const { maxWaitMs } = options;
    if (maxWaitMs === undefined || expiry !== undefined || queue.length === 0) return;
    const oldest = queue[0]?.since ?? 0;
    expiry = setTimeout(expire, Math.max(1, oldest + maxWaitMs - performance.now()), maxWaitMs);
    expiry.unref();
  }

  function expire(maxWaitMs: number): void {
    expiry = undefined;
    const before = performance.now() - maxWaitMs;
    let count = 0;
    while (count < queue.length && (queue[count]?.since ?? 0) <= before) count += 1;
    for (const late of queue.splice(0, count)) {
      waitingBytes -= late.bytes;
      late.reject(
        options.tooLate?.() ?? new Error(`It waited longer than ${maxWaitMs} ms for the database.`),
      );
    }
    expireLater();
  }

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        const bytes = options.sizeOf?.(item) ?? 0;
        waitingBytes += bytes;
        queue.push({ item, bytes, since: performance.now(), resolve, reject });
        expireLater();
        plan();
      }),
    waiting: () => queue.length,
    waitingBytes: () => waitingBytes,
    drained: () =>
      inFlight > 0 || queue.length > 0
        ? new Promise((resolve) => onDrained.push(resolve))
        : Promise.resolve(),
  };
}
