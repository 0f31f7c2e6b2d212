import type { Logger } from '@sista/runtime/db';
import type { Settings } from '@sista/shared/settings.schema';
import { createApp } from './app.ts';
import { ensureBootstrapKey } from './auth/bootstrap-key.ts';
import { ensureFirstWorkspace, findOwner, makeOwnerLink } from './auth/first-sign-in.ts';
import { openIngress } from './ingress/open-ingress.ts';
import type { Installation } from './open-installation.ts';
import { editorFolder } from './site/editor.route.ts';
import type { ServerRuntime } from './trpc/server-runtime.ts';

export type RunningServer = {
  /** Where it really listens. */
  address: string;
  /** A one-time link while the owner has no password yet, else null. */
  signInLink: string | null;
  /** Stops accepting, answers what is in flight for up to `withinMs`, then cuts the rest. */
  stop(withinMs: number): Promise<void>;
};

export type ServerOptions = {
  installation: Installation;
  runtime: ServerRuntime;
  settings: Settings;
  /** Chosen by the caller, since the public address names it. */
  port: number;
  now: () => number;
  log: Logger;
};

/** Serves everything on one port: editor, API, ingress, request inbox, live. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { installation, runtime, settings, port, now, log } = options;
  const { database, auth, publicUrl, sealKeys, encryptionKeyNote } = installation;
  const { prisma } = database;
  const { workspaceId } = await ensureFirstWorkspace(prisma, now());
  if (settings.bootstrapApiKey) await ensureBootstrapKey(prisma, workspaceId, settings.bootstrapApiKey);
  const app = await createApp({
    prisma,
    auth,
    runtime,
    ingress: openIngress({ database, sealKeys, publicUrl, runtime, now, log }),
    settings: { publicUrl, encryptionKeyNote, retentionDays: settings.retentionDays },
    sealKeys,
    readiness: runtime.health,
    servesMetrics: settings.metricsPort === null,
    editorFolder,
    trustedProxies: settings.trustedProxies,
    now,
    log,
  });
  await app.listen({ host: settings.host, port });
  const { hasPassword } = await findOwner(prisma, workspaceId);
  return {
    address: addressOf(settings.host, port),
    signInLink: hasPassword ? null : await makeOwnerLink(prisma, auth, workspaceId),
    async stop(withinMs) {
      const cut = setTimeout(() => app.server.closeAllConnections(), withinMs);
      await app.close();
      clearTimeout(cut);
    },
  };
}

/** An address that a browser on this machine opens, for what listens everywhere. */
export function addressOf(host: string, port: number): string {
  const everywhere = host === '0.0.0.0' || host === '::';
  const name = everywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
