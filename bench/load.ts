import autocannon from 'autocannon';

/** `rate`: requests a second over all connections; without it as many as are answered. */
export type Load = { connections: number; seconds: number; rate?: number };

export type LoadResult = {
  /** 2xx answers. */
  answered: number;
  /** Other answers, time-outs and broken connections. */
  failed: number;
  perSecond: number;
  /** Latency of the answers, ms. */
  p50: number;
  p99: number;
  startedAt: number;
  endedAt: number;
};

/** An order of 200 bytes; `[<id>]` becomes another id in each request, so that none is a duplicate. */
const body = JSON.stringify({
  order: '[<id>]',
  total: 250,
  currency: 'EUR',
  customer: { name: 'Ada Lovelace', email: 'ada@example.com' },
  lines: [{ sku: 'BOOT-42', quantity: 1, price: 250 }],
});

/** Posts orders to `url`. */
export async function postOrders(url: string, { connections, seconds, rate }: Load): Promise<LoadResult> {
  const startedAt = Date.now();
  const result = await autocannon({
    url,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    idReplacement: true,
    connections,
    duration: seconds,
    timeout: 30,
    ...(rate === undefined ? {} : { overallRate: rate }),
  });
  const endedAt = Date.now();
  const answered = result['2xx'];
  return {
    answered,
    failed: result.non2xx + result.errors + result.timeouts,
    perSecond: answered / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    startedAt,
    endedAt,
  };
}

/** The same, shorter: what comes after finds warm code, caches and prepared statements. */
export const warmUp = (url: string, load: Load) =>
  postOrders(url, { ...load, seconds: Math.min(3, load.seconds) });
