import type { Judged } from './address-guard.ts';
import type { FailureClass } from './guarded-connect.ts';

/** A request to a system outside. Header names are sent as they are written. */
export type OutboundRequest = {
  url: string;
  method: string;
  headers: Record<string, string>;
  body?: string | Uint8Array;
  /** Everything, from the call to the last byte that is read. */
  timeoutMs: number;
  /** Bytes of the answer that are kept; then the socket is closed. */
  maxBytes: number;
  /** How long the body is read once the headers are there; without it, until the timeout. */
  bodyMs?: number;
  /** Send again at once when a reused socket was closed before any byte of an answer. Only for keyed requests. */
  reconnect?: boolean;
  signal?: AbortSignal;
};

/** In ms. `dnsMs`, `connectMs` and `tlsMs` are null on a reused socket. */
export type Timings = {
  dnsMs: number | null;
  connectMs: number | null;
  tlsMs: number | null;
  firstByteMs: number | null;
  totalMs: number;
};

/** What is known however the request ended. */
export type Reached = {
  remoteAddress: string | null;
  remotePort: number | null;
  reusedSocket: boolean;
  reconnected: boolean;
  tls: { version: string; certificateEndsAt: string | null } | null;
  timings: Timings;
};

export type AnsweredRequest = Reached & {
  ok: true;
  status: number;
  /** As received, in order, names as written. */
  headers: Array<[string, string]>;
  body: Buffer;
  /** Why the body is not whole, else null. */
  truncated: 'size' | 'time' | 'closed' | null;
};

/** `message` is for people and carries no secret. */
export type FailedRequest = Reached & { ok: false; class: FailureClass; message: string };

export type OutboundAnswer = AnsweredRequest | FailedRequest;

/** One per process: sockets and names are shared by deliveries, steps, tools and models. */
export type Outbound = {
  /** Never rejects. Follows no redirect, decompresses nothing, keeps no cookies. */
  request(request: OutboundRequest): Promise<OutboundAnswer>;
  /** What people are told when they save a URL. */
  judge(url: string): Judged<{ url: URL; own: boolean }>;
  close(): Promise<void>;
};
