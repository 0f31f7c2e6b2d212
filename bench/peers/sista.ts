import { acceptFlow, wholeFlow } from '../flows.ts';
import { importLive } from '../live-flow.ts';
import { newInstallation, startDatabase, startServer } from '../systems.ts';
import type { System } from './system.ts';

/** Ours as it comes: on the embedded PostgreSQL, 202 after the commit, everything recorded, webhooks signed. */
export const sista: System = {
  name: 'Sista Flow',
  version: 'this commit',
  async start(sinkUrl) {
    const database = await startDatabase();
    const server = await startServer(newInstallation(database.url));
    const accept = await importLive(server, acceptFlow);
    const whole = await importLive(server, wholeFlow(sinkUrl));
    return {
      urls: { accept: accept.url, whole: whole.url },
      pid: server.pid,
      async stop() {
        await server.stop();
        await database.stop();
      },
    };
  },
};
