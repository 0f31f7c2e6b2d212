import type { Random } from './random.ts';

/** One request of a sender with everything that was answered to it. */
export type SentRequest = {
  round: number;
  n: string;
  flowId: string;
  /** The dedupe key, where the sender gives one. */
  key: string | null;
  /** Runs that a 2xx answer named. */
  runIds: string[];
  accepted: number;
  /** Answered otherwise, or not at all. */
  refused: number;
};

export type Target = { flowId: string; url: string };
export type SendPlan = {
  request: SentRequest;
  target: Target;
  afterMs: number;
  twice: boolean;
  body: string;
};

const tries = 400;
const againMs = 150;

/** Who sends what and when, in one round. */
export function planRequests(
  random: Random,
  round: number,
  targets: readonly Target[],
  count: number,
): SendPlan[] {
  return Array.from({ length: count }, (_, at) => {
    const target = random.pick(targets);
    const n = `${round}-${at}`;
    const key = random.chance(0.7) ? `key-${n}` : null;
    const items = Array.from({ length: random.int(0, 4) }, (_item, index) => index);
    return {
      target,
      afterMs: random.int(0, 1_200),
      twice: key !== null && random.chance(0.3),
      body: JSON.stringify({ round, n, total: random.int(1, 100), items }),
      request: { round, n, flowId: target.flowId, key, runIds: [], accepted: 0, refused: 0 },
    };
  });
}

/** Sends it as a customer's system does: with a key again until it is accepted, without one a single time. */
export async function send(plan: SendPlan, onAccepted: () => void): Promise<void> {
  await pause(plan.afterMs);
  const repeat = plan.twice ? pause(40).then(() => sendUntilAccepted(plan, onAccepted)) : undefined;
  await Promise.all([sendUntilAccepted(plan, onAccepted), repeat]);
}

async function sendUntilAccepted(plan: SendPlan, onAccepted: () => void): Promise<void> {
  const { request } = plan;
  for (let attempt = 0; attempt < tries; attempt += 1) {
    if (await post(plan)) return onAccepted();
    request.refused += 1;
    if (request.key === null) return;
    await pause(againMs);
  }
  throw new Error(`The request ${request.n} was refused ${tries} times.`);
}

async function post({ request, target, body }: SendPlan): Promise<boolean> {
  try {
    const response = await fetch(target.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(request.key === null ? {} : { 'idempotency-key': request.key }),
      },
      body,
      signal: AbortSignal.timeout(10_000),
    });
    const answer = (await response.json()) as { runId?: string };
    if (!response.ok || answer.runId === undefined) return false;
    request.accepted += 1;
    if (!request.runIds.includes(answer.runId)) request.runIds.push(answer.runId);
    return true;
  } catch {
    return false;
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
