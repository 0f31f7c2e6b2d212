import type { Logger, SealKeys } from '@sista/runtime/db';
import type { Accounts } from '../auth/accounts.ts';
import type { Actor } from '../auth/actor.ts';
import type { WorkspaceDb } from '../auth/workspace-db.ts';
import type { ServerSettings } from '../server-settings.ts';
import type { ServerRuntime } from './server-runtime.ts';

/** What a use case may touch. It destructures only what it needs and knows neither tRPC nor HTTP. */
export type Context = {
  actor: Actor;
  /** UUID of the workspace that the actor works in. */
  workspaceId: string;
  /** Prisma, bound to that workspace. */
  db: WorkspaceDb;
  runtime: ServerRuntime;
  /** People, workspaces, keys: what belongs to no single workspace. */
  accounts: Accounts;
  settings: ServerSettings;
  /** Seals credentials and ingress keys. */
  sealKeys: SealKeys;
  /** After a change of a flow: the next request to its address in this process is judged by the new state. */
  forgetIngress(flowId: string): void;
  /** Ms since the epoch. */
  now(): number;
  log: Logger;
};

/** The same before it is known who asks. */
export type RequestContext = Omit<Context, 'actor' | 'workspaceId' | 'db'> & {
  actor: Actor | null;
  dbOf(workspaceId: string): WorkspaceDb;
};
