import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Api, openApi } from '../world/api.ts';
import { freePort } from '../world/free-port.ts';
import { type ChaosDatabase, startDatabase } from './database.ts';
import { createMember, type Member } from './member.ts';

export type ChaosWorld = {
  dataDir: string;
  address: string;
  api: Api;
  database: ChaosDatabase;
  server: Member;
  workers: readonly Member[];
  members: readonly Member[];
  /** Processes that ended by themselves for no reason of ours. */
  surprises: string[];
  /** SIGTERM to all processes; their exit codes. */
  stopMembers(): Promise<(number | null)[]>;
  /** Ends everything; keeps the folder where `keep` says so. */
  end(keep: boolean): Promise<void>;
};

/** A process that cannot reach its database while it starts may give up and is started again, as an operator does. */
const startingMs = 20_000;

/** One server and two workers, each a process of its own, over one PostgreSQL. */
export async function startWorld(serverRole: 'all' | 'server'): Promise<ChaosWorld> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sista-chaos-'));
  // As root the database runs as another user, who has to pass through.
  await chmod(dataDir, 0o755);
  const database = await startDatabase(dataDir);
  const port = await freePort();
  const apiKey = `sk_${randomBytes(24).toString('hex')}`;
  const environment = {
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    SISTA_DATA_DIR: dataDir,
    SISTA_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    SISTA_BOOTSTRAP_API_KEY: apiKey,
    SISTA_ALLOW_PRIVATE_TARGETS: 'true',
    LOG_LEVEL: 'info',
  };
  const surprises: string[] = [];
  const member = async (name: string, role: Member['role'], at: number) => {
    const made: Member = createMember({
      name,
      role,
      environment: { ...environment, PORT: String(at) },
      logFile: join(dataDir, `${name}.log`),
      onUnexpected: (what, ageMs) => {
        // A point may have been passed in the moment in which its order was taken back.
        if (ageMs > startingMs && !what.endsWith('SIGKILL')) surprises.push(what);
        void made.start();
      },
    });
    return made;
  };
  const server = await member('server', serverRole, port);
  const workers = [
    await member('worker 1', 'worker', await freePort()),
    await member('worker 2', 'worker', await freePort()),
  ];
  const members = [server, ...workers];
  const stopMembers = () => Promise.all(members.map((each) => each.stop()));
  const address = `http://127.0.0.1:${port}`;
  try {
    // The first start migrates; the others find everything there.
    await server.start();
  } catch (error) {
    await database.stop();
    throw error;
  }
  await Promise.all(workers.map((worker) => worker.start()));
  return {
    dataDir,
    address,
    api: openApi(address, apiKey),
    database,
    server,
    workers,
    members,
    surprises,
    stopMembers,
    async end(keep) {
      await stopMembers();
      await database.stop();
      if (!keep) await rm(dataDir, { recursive: true, force: true });
    },
  };
}
