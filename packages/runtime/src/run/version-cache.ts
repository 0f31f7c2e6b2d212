import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { migrateFlow } from '@sista/shared/flow/migrate-flow';
import type { NodeCatalogue } from '@sista/shared/flow/node-catalogue';
import type { Sql } from '../db/sql.ts';
import { compileVersion, type Plan } from './compile-version.ts';

/** A version ready to run. `number` is null for a frozen draft. */
export type CompiledVersion = { plan: Plan; number: number | null; flowName: string };

const mostKept = 500;

/** Versions are immutable, so a compiled one is kept until 500 newer ones came. */
export function createVersionCache(
  sql: Sql,
  catalogue: NodeCatalogue,
): (versionId: string) => Promise<CompiledVersion> {
  const definitions = Object.fromEntries(catalogue);
  const kept = new Map<string, Promise<CompiledVersion>>();

  async function load(versionId: string): Promise<CompiledVersion> {
    const [row] = await sql.query<{ document: FlowDocument; n: number | null }>(
      'load-version',
      'select document, n from public.flow_version where id = $1',
      [versionId],
    );
    if (!row) throw new Error(`version ${versionId} is not there`);
    const document = migrateFlow(row.document, catalogue);
    return { plan: compileVersion(versionId, document, definitions), number: row.n, flowName: document.name };
  }

  return (versionId) => {
    const known = kept.get(versionId);
    if (known) return known;
    const loading = load(versionId);
    kept.set(versionId, loading);
    loading.catch(() => kept.delete(versionId));
    const oldest = kept.keys().next().value;
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
    return loading;
  };
}
