import pg from 'pg';
import type { FilledFlow } from './parts/fill-history.ts';

/** Works with a connection of its own to the measured database. */
export async function withClient<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The live flows of the installation, the oldest first. */
export async function liveFlows(client: pg.Client): Promise<FilledFlow[]> {
  const { rows } = await client.query<FilledFlow>(
    `select workspace_id as "workspaceId", id as "flowId", live_version_id as "versionId" from public.flow
     where live_version_id is not null order by id`,
  );
  return rows;
}
