import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { Agent, Dispatcher } from 'undici';
import { ConnectFailure, type FailureClass, notesOf, type SocketNotes } from './guarded-connect.ts';
import type { OutboundAnswer, OutboundRequest, Reached } from './outbound.ts';

type Served = {
  address: string | null;
  port: number | null;
  notes: SocketNotes | undefined;
  reused: boolean;
};

// undici says only through this channel which socket serves a request. It speaks synchronously right after
// `onRequestStart`, so one variable hands the socket over.
const channel = 'undici:client:sendHeaders';
let starting: Exchange | undefined;
const takeSocket = (message: unknown) => {
  starting?.sentOn((message as { socket: Socket }).socket);
  starting = undefined;
};
export const watchSockets = () => subscribe(channel, takeSocket);
export const unwatchSockets = () => unsubscribe(channel, takeSocket);

/** Sends one request on one agent and gives what came of it: bounded in time and bytes, never rejecting. */
export function exchange(
  agent: Agent,
  url: URL,
  request: OutboundRequest,
  reconnected: boolean,
): Promise<OutboundAnswer> {
  return new Promise((resolve) => new Exchange(request, reconnected, resolve).start(agent, url));
}

class Exchange implements Dispatcher.DispatchHandler {
  readonly #request: OutboundRequest;
  readonly #reconnected: boolean;
  readonly #resolve: (answer: OutboundAnswer) => void;
  readonly #startedAt = performance.now();
  #deadline: NodeJS.Timeout | undefined;
  #bodyTimer: NodeJS.Timeout | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #served: Served | undefined;
  #status: number | undefined;
  #headers: Array<[string, string]> = [];
  #chunks: Buffer[] = [];
  #size = 0;
  #firstByteMs: number | null = null;
  #done = false;
  readonly #aborted = () =>
    this.#fail('aborted', 'The request was given up because this process stops or its work was cancelled.');

  constructor(request: OutboundRequest, reconnected: boolean, resolve: (answer: OutboundAnswer) => void) {
    this.#request = request;
    this.#reconnected = reconnected;
    this.#resolve = resolve;
  }

  start(agent: Agent, url: URL): void {
    const { method, headers, body, timeoutMs, signal } = this.#request;
    if (signal?.aborted) {
      this.#aborted();
      return;
    }
    if (signal) onAbort(signal).add(this.#aborted);
    this.#deadline = setTimeout(() => this.#outOfTime(timeoutMs), timeoutMs);
    const options = {
      origin: url.origin,
      path: url.pathname + url.search,
      method,
      headers,
      body: body ?? null,
    };
    try {
      agent.dispatch(options, this);
    } catch (error) {
      this.onResponseError(undefined, error as Error);
    }
  }

  sentOn(socket: Socket): void {
    const notes = notesOf(socket);
    const reused = (notes?.requests ?? 0) > 0;
    if (notes !== undefined) notes.requests += 1;
    this.#served = { address: socket.remoteAddress ?? null, port: socket.remotePort ?? null, notes, reused };
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // It may have waited for a socket longer than it had time.
    if (this.#done) controller.abort(new Error('given up'));
    else starting = this;
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    if (status < 200) return;
    this.#status = status;
    this.#firstByteMs = this.#elapsed();
    this.#headers = pairsOf(controller.rawHeaders as Buffer[]);
    const { bodyMs } = this.#request;
    if (bodyMs !== undefined) this.#bodyTimer = setTimeout(() => this.#answer('time'), bodyMs);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const room = this.#request.maxBytes - this.#size;
    // Copied: undici's chunk is a view of the parser's memory.
    this.#chunks.push(Buffer.from(chunk.subarray(0, room)));
    this.#size += Math.min(chunk.length, room);
    if (chunk.length > room) this.#answer('size');
  }

  onResponseEnd(): void {
    this.#answer(null);
  }

  onResponseError(_controller: unknown, error: Error): void {
    const { class: failureClass, message } = explain(error);
    if (this.#status === undefined) this.#fail(failureClass, message);
    else this.#answer('closed');
  }

  #outOfTime(timeoutMs: number): void {
    if (this.#status === undefined)
      this.#fail('timeout', `There was no answer within ${timeoutMs / 1_000} s.`);
    else this.#answer('time');
  }

  #answer(truncated: 'size' | 'time' | 'closed' | null): void {
    const status = this.#status ?? 0;
    const body = Buffer.concat(this.#chunks);
    this.#end(truncated !== null, {
      ok: true,
      status,
      headers: this.#headers,
      body,
      truncated,
      ...this.#reached(),
    });
  }

  #fail(failureClass: FailureClass, message: string): void {
    this.#end(true, { ok: false, class: failureClass, message, ...this.#reached() });
  }

  #end(abort: boolean, answer: OutboundAnswer): void {
    if (this.#done) return;
    this.#done = true;
    clearTimeout(this.#deadline);
    clearTimeout(this.#bodyTimer);
    const { signal } = this.#request;
    if (signal) onAbort(signal).delete(this.#aborted);
    this.#resolve(answer);
    if (abort) this.#controller?.abort(new Error('given up'));
  }

  #reached(): Reached {
    const { address = null, port = null, notes, reused = false } = this.#served ?? {};
    const fresh = reused ? undefined : notes;
    return {
      remoteAddress: address,
      remotePort: port,
      reusedSocket: reused,
      reconnected: this.#reconnected,
      tls: notes?.tlsVersion
        ? { version: notes.tlsVersion, certificateEndsAt: notes.certificateEndsAt }
        : null,
      timings: {
        dnsMs: fresh?.dnsMs ?? null,
        connectMs: fresh?.connectMs ?? null,
        tlsMs: fresh?.tlsMs ?? null,
        firstByteMs: this.#firstByteMs,
        totalMs: this.#elapsed(),
      },
    };
  }

  #elapsed(): number {
    return Math.round(performance.now() - this.#startedAt);
  }
}

const abortCalls = new WeakMap<AbortSignal, Set<() => void>>();

/** What an abort calls: all requests of a line share one signal, and a set is cheaper than a listener each. */
function onAbort(signal: AbortSignal): Set<() => void> {
  const known = abortCalls.get(signal);
  if (known) return known;
  const calls = new Set<() => void>();
  abortCalls.set(signal, calls);
  const callAll = () => {
    for (const call of [...calls]) call();
  };
  signal.addEventListener('abort', callAll, { once: true });
  return calls;
}

function pairsOf(raw: readonly Buffer[]): Array<[string, string]> {
  const pairs: Array<[string, string]> = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    pairs.push([String(raw[at]?.toString('latin1')), String(raw[at + 1]?.toString('latin1'))]);
  }
  return pairs;
}

/** The answer of a request that never reached the wire. */
export function unsent(failureClass: FailureClass, message: string): OutboundAnswer {
  const timings = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, totalMs: 0 };
  const nothing = {
    remoteAddress: null,
    remotePort: null,
    reusedSocket: false,
    reconnected: false,
    tls: null,
    timings,
  };
  return { ok: false, class: failureClass, message, ...nothing };
}

function explain(error: Error & { code?: string }): { class: FailureClass; message: string } {
  if (error instanceof ConnectFailure) return { class: error.class, message: error.message };
  const code = error.code ?? '';
  if (code === 'UND_ERR_HEADERS_OVERFLOW')
    return { class: 'protocol', message: 'The headers of the answer are larger than 32 KiB.' };
  if (error.name === 'HTTPParserError' || code.startsWith('UND_ERR_RES')) {
    return { class: 'protocol', message: `The answer is not valid HTTP/1.1 (${error.message}).` };
  }
  if (code === 'UND_ERR_INVALID_ARG') {
    return { class: 'protocol', message: `The request could not be written: ${error.message}.` };
  }
  return {
    class: 'reset',
    message: `The connection was closed before an answer came (${code || error.message}).`,
  };
}
