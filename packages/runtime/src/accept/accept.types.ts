import type { CaptureOutcome } from '@sista/shared/capture/capture-outcome';
import type { EffectsPolicy, RunMode, RunTrigger } from '@sista/shared/run/run-status';

/** A request as it came, with what we made of it. Ids are UUIDs; bodies are the raw bytes. */
export type CaptureRow = {
  id: string;
  workspaceId: string;
  flowId: string;
  ingressId: string;
  outcome: CaptureOutcome;
  reason: string | null;
  method: string;
  query: string;
  remote: string | null;
  headers: Record<string, string>;
  body: Uint8Array | null;
  /** Bytes of the whole body, also where only its head was kept. */
  size: number;
  meta: CaptureMeta;
  receivedAtMs: number;
};

export type CaptureMeta = {
  source: string;
  eventType: string | null;
  externalId: string | null;
  /** "Order #1042, 184.00 EUR, Ada Lovelace" */
  title: string | null;
  contentType: string | null;
  auth: { mode: string; verified: boolean; secret: string | null };
  /** For people: why it was refused, parked or filtered, and what to do. */
  explanation: string | null;
  /** Of a request to the address of a waiting step: whose it is (UUID), and the capture that answered it before. */
  callback?: { runId: string; nodeId: string; path: string; first: string | null };
};

/** One dedupe key: 16 bytes, and for how long a second request with it counts as the same. */
export type DedupeKey = { key: Uint8Array; windowMs: number };

export type AcceptRequest = {
  workspaceId: string;
  flowId: string;
  versionId: string;
  /** Null for starts without a URL: manual, API, test, replay. Then dedupe keys belong to the flow. */
  ingressId: string | null;
  trigger: RunTrigger;
  mode: RunMode;
  effects: EffectsPolicy;
  /** The `trigger` object that expressions see. JSON. */
  input: unknown;
  /** Kept with the run in the same commit; the run gets the capture's number. */
  capture: CaptureRow | null;
  /** For replays of a kept capture. */
  captureId: string | null;
  dedupe: readonly DedupeKey[];
  parentRunId: string | null;
};

/** `duplicate`: the request was seen before; `runId` is the first run's (null if that one was parked). */
export type Accepted = { runId: string | null; captureId: string | null; duplicate: boolean };
