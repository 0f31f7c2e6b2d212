import { Agent } from 'undici';
import type { Logger } from '../telemetry/logger.ts';
import { closedPolicy, judgeUrl, type TargetPolicy } from './address-guard.ts';
import { exchange, unsent, unwatchSockets, watchSockets } from './exchange.ts';
import { guardedConnector, ownConnector } from './guarded-connect.ts';
import type { Outbound } from './outbound.ts';
import { createResolver, type ResolveName } from './resolve-name.ts';

export type OutboundOptions = {
  publicUrl: string;
  /** The port of our own listener once it listens; undefined in a process that only works. */
  listenPort: () => number | undefined;
  /** Where that listener is dialled; `127.0.0.1` when absent. */
  listenHost?: string;
  policy: TargetPolicy;
  log: Pick<Logger, 'warn'>;
  resolve?: ResolveName;
};

const agentOptions = {
  pipelining: 1,
  connections: 256,
  keepAliveTimeout: 10_000,
  keepAliveMaxTimeout: 10_000,
  maxHeaderSize: 32 * 1024,
  // The exchange has one deadline of its own; undici's timers only measure silence.
  headersTimeout: 0,
  bodyTimeout: 0,
  allowH2: false,
};

/** Opens the one way out of a process. See `Outbound`. */
export function createOutbound(options: OutboundOptions): Outbound {
  const { policy, publicUrl, log, listenPort, listenHost = '127.0.0.1' } = options;
  const resolve = options.resolve ?? createResolver();
  const guarded = new Agent({ ...agentOptions, connect: guardedConnector(policy, resolve) });
  // A pool of its own, so that a socket to our listener never carries a request that the guard did not admit to it.
  const own = new Agent({
    ...agentOptions,
    connect: ownConnector(() => ({ host: listenHost, port: listenPort() ?? 0 })),
  });
  // A process without a listener asks the public URL, which the operator set and which may be private.
  const trusted = { ...closedPolicy, allowPrivate: true };
  const published = new Agent({ ...agentOptions, connect: guardedConnector(trusted, resolve) });
  const judge = rememberJudged((url) => judgeUrl(url, policy, publicUrl));
  watchSockets();
  return {
    judge,
    async request(request) {
      const judged = judge(request.url);
      if (!judged.ok) {
        log.warn({ class: judged.class }, 'blocked an outbound request');
        return unsent('blocked', judged.message);
      }
      const ours = listenPort() === undefined ? published : own;
      const agent = judged.own ? ours : guarded;
      const answer = await exchange(agent, judged.url, request, false);
      if (answer.ok || !request.reconnect || !answer.reusedSocket || answer.class !== 'reset') return answer;
      return exchange(agent, judged.url, request, true);
    },
    async close() {
      unwatchSockets();
      await Promise.all([guarded.destroy(), own.destroy(), published.destroy()]);
    },
  };
}

const mostRemembered = 1_000;

/** The verdict hangs on the text alone, and the same few URLs are asked about at every send; names are judged when they are dialled. */
function rememberJudged(judge: Outbound['judge']): Outbound['judge'] {
  const known = new Map<string, ReturnType<Outbound['judge']>>();
  return (url) => {
    const found = known.get(url);
    if (found) return found;
    const judged = judge(url);
    if (known.size >= mostRemembered) known.clear();
    if (url.length < 2_000) known.set(url, judged);
    return judged;
  };
}
