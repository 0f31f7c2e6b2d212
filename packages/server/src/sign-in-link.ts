import { createLogger } from '@sista/runtime/db';
import { parseSettings } from '@sista/shared/settings.schema';
import { ensureFirstWorkspace, makeOwnerLink } from './auth/first-sign-in.ts';
import { openInstallation } from './open-installation.ts';
import { addressOf } from './start-server.ts';

/** Prints a link that signs the owner of the first workspace in, once. Works beside a running server and without. */
async function main(): Promise<void> {
  const settings = parseSettings(process.env);
  const log = createLogger('error');
  const publicUrl = settings.publicUrl ?? addressOf(settings.host, settings.port);
  const tell = (line: string) => process.stderr.write(`${line}\n`);
  const installation = await openInstallation({ settings, publicUrl, log, tell, join: true });
  try {
    const { prisma } = installation.database;
    const { workspaceId } = await ensureFirstWorkspace(prisma, Date.now());
    process.stdout.write(`${await makeOwnerLink(prisma, installation.auth, workspaceId)}\n`);
  } finally {
    await installation.close();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
