import { createHmac } from 'node:crypto';
import type { Database, Logger, SealKeys } from '@sista/runtime/db';
import { readers } from '@sista/shared/readers';
import { secretFrom } from '../open-installation.ts';
import type { ServerRuntime } from '../trpc/server-runtime.ts';
import { openFindIngress } from './find-ingress.ts';
import type { IngressWorld } from './receive-request.ts';

export type IngressOptions = {
  database: Pick<Database, 'hot'>;
  sealKeys: SealKeys;
  publicUrl: string;
  runtime: Pick<ServerRuntime, 'credentials' | 'runs' | 'callbacks'>;
  now: () => number;
  log: Logger;
};

/** What serves `/in`, over the verbs of the runtime. */
export function openIngress({
  database,
  sealKeys,
  publicUrl,
  runtime,
  now,
  log,
}: IngressOptions): IngressWorld {
  const fingerprintKey = secretFrom(sealKeys, 'capture fingerprints');
  const openCredential = (workspaceId: string, id: string) => runtime.credentials.open(workspaceId, id);
  return {
    ingresses: openFindIngress({ sql: database.hot, now, openCredential }),
    callbacks: runtime.callbacks,
    openCredential,
    readers,
    publicUrl,
    fingerprint: (secret) => createHmac('sha256', fingerprintKey).update(secret).digest('hex').slice(0, 16),
    accept: (request) => runtime.runs.accept(request),
    recordCapture: (capture, dedupe) => runtime.runs.recordCapture(capture, dedupe),
    now,
    log,
  };
}
