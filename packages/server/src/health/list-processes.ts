import type { ProcessList } from '@sista/shared/health/health.schema';
import type { Context } from '../trpc/request-context.ts';

/** The processes of the installation that gave a sign of life in the last 16 s. */
export async function listProcesses({ runtime }: Pick<Context, 'runtime'>): Promise<ProcessList> {
  const processes = await runtime.health.processes();
  return {
    data: processes.map(({ id, role, host, slots, startedAtMs, seenAtMs }) => ({
      id,
      role,
      host,
      slots,
      startedAt: new Date(startedAtMs).toISOString(),
      seenAt: new Date(seenAtMs).toISOString(),
    })),
    next: null,
  };
}
